#include "petra/imaging/network/dimse_association.hpp"

#include <dcmtk/dcmdata/dcuid.h>
#include <fmt/format.h>

#include "petra/imaging/dcmtk_setup.hpp"

namespace petra {

std::string dimse_name(DimseNode const& node) {
  return fmt::format("{}@{}:{}", node.called_title, node.host, node.port);
}

std::vector<std::string> const& plain_transfer_syntaxes() {
  static std::vector<std::string> const list{UID_LittleEndianExplicitTransferSyntax,
                                             UID_LittleEndianImplicitTransferSyntax};
  return list;
}

DimseAssociation::~DimseAssociation() {
  close();
}

void DimseAssociation::close() {
  if (!isConnected()) return;
  if (releaseAssociation().bad() && isConnected()) abortAssociation();
}

Error DimseAssociation::failure(OFCondition const& condition, std::string_view doing) const {
  std::string text = condition.text() == nullptr ? "" : condition.text();
  for (auto& letter : text) {
    if (letter == '\n' || letter == '\r') letter = ' ';
  }
  return make_error(ErrorCode::environment, name_, fmt::format("{}: {}", doing, text),
                    "Check host, port and titles, and that the archive knows this client");
}

Result<void> DimseAssociation::use_tls(DimseNode const& node) {
  auto const refuse = [&](std::string_view what, std::filesystem::path const& path) {
    return make_error(ErrorCode::environment, path.string(), std::string(what), "Give files in PEM form");
  };
  tls_layer_ = std::make_unique<DcmTLSTransportLayer>(NET_REQUESTOR, nullptr, OFTrue);
  auto& layer = *tls_layer_;
  if (!node.tls.certificate.empty()) {
    layer.setPrivateKeyPasswd("");
    if (layer.setPrivateKeyFile(node.tls.private_key.c_str(), DCF_Filetype_PEM).bad())
      return refuse("cannot be read as a private key", node.tls.private_key);
    if (layer.setCertificateFile(node.tls.certificate.c_str(), DCF_Filetype_PEM).bad())
      return refuse("cannot be read as a certificate", node.tls.certificate);
    if (!layer.checkPrivateKeyMatchesCertificate())
      return refuse("is not the key of the certificate", node.tls.private_key);
  }
  // Without certificates named the system's are trusted.
  auto const trusted = node.tls.trusted_certificates.empty()
                           ? std::filesystem::path("/etc/ssl/certs/ca-certificates.crt")
                           : node.tls.trusted_certificates;
  if (layer.addTrustedCertificateFile(trusted.c_str(), DCF_Filetype_PEM).bad())
    return refuse("cannot be read as trusted certificates", trusted);
  layer.setCertificateVerification(DCV_requireCertificate);
  layer.setTLSProfile(TSP_Profile_BCP195);
  layer.activateCipherSuites();
  if (auto const used = useSecureConnection(tls_layer_.get()); used.bad()) return failure(used, "cannot use TLS");
  return {};
}

Result<void> DimseAssociation::open(DimseNode const& node, std::vector<ProposedContext> const& contexts) {
  set_up_dcmtk();
  name_ = dimse_name(node);
  setAETitle(node.calling_title.c_str());
  setPeerAETitle(node.called_title.c_str());
  setPeerHostName(node.host.c_str());
  setPeerPort(static_cast<Uint16>(node.port));
  setConnectionTimeout(node.timeouts.connect_seconds);
  setACSETimeout(static_cast<Uint32>(node.timeouts.connect_seconds));
  setDIMSEBlockingMode(DIMSE_NONBLOCKING);
  setDIMSETimeout(static_cast<Uint32>(node.timeouts.silence_seconds));
  setStorageMode(DCMSCU_STORAGE_BIT_PRESERVING);
  setProgressNotificationMode(OFFalse);
  setDatasetConversionMode(OFTrue);
  setMaxReceivePDULength(ASC_MAXIMUMPDUSIZE);
  for (auto const& context : contexts) {
    OFList<OFString> syntaxes;
    for (auto const& uid : context.transfer_syntaxes) syntaxes.push_back(uid.c_str());
    auto const role = context.we_store ? ASC_SC_ROLE_SCP : ASC_SC_ROLE_DEFAULT;
    if (auto const added = addPresentationContext(context.abstract_syntax.c_str(), syntaxes, role); added.bad())
      return failure(added, "cannot propose what is to be transferred");
  }
  if (auto const ready = initNetwork(); ready.bad()) return failure(ready, "cannot start");
  if (node.use_tls) PETRA_CHECK(use_tls(node));
  if (auto const connected = negotiateAssociation(); connected.bad()) return failure(connected, "cannot connect");
  return {};
}

OFCondition DimseAssociation::handleSTORERequestFile(T_ASC_PresentationContextID* context, OFString const& /*filename*/,
                                                     T_DIMSE_C_StoreRQ* request) {
  OFCondition condition = EC_IllegalParameter;
  bool const go_on = receive && receive(request->AffectedSOPInstanceUID, [&](std::filesystem::path const& path) {
                       condition = DcmSCU::handleSTORERequestFile(context, path.c_str(), request);
                       return condition.good();
                     });
  if (!go_on && condition.good()) return EC_IllegalParameter;  // answered as a failure, which ends the session
  return condition;
}

}  // namespace petra
