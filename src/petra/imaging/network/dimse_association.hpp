// One association with an archive. Of this folder only: it shows DCMTK's headers.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/scu.h>
#include <dcmtk/dcmtls/tlslayer.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/imaging/network/dimse_archive.hpp"

namespace petra {

struct ProposedContext {
  std::string abstract_syntax;
  std::vector<std::string> transfer_syntaxes;
  bool we_store = false;  // the other side sends instances of this class (C-GET)
};

class DimseAssociation : public DcmSCU {
 public:
  ~DimseAssociation() override;

  // Connects and negotiates. Errors: environment.
  [[nodiscard]] Result<void> open(DimseNode const& node, std::vector<ProposedContext> const& contexts);
  // Says goodbye; a broken association is only dropped.
  void close();

  // The error of a DCMTK condition, for people.
  [[nodiscard]] Error failure(OFCondition const& condition, std::string_view doing) const;

  // Where an arriving instance is written, and what becomes of it. `receive` gets its UID and a function that writes
  // the file; its false ends the transfer.
  using Write = std::function<bool(std::filesystem::path const&)>;
  std::function<bool(std::string const& instance_uid, Write const& write)> receive;

 private:
  OFCondition handleSTORERequestFile(T_ASC_PresentationContextID* context, OFString const& filename,
                                     T_DIMSE_C_StoreRQ* request) override;
  [[nodiscard]] Result<void> use_tls(DimseNode const& node);
  std::string name_;
  std::unique_ptr<DcmTLSTransportLayer> tls_layer_;
};

// "ORTHANC@127.0.0.1:4242"
[[nodiscard]] std::string dimse_name(DimseNode const& node);

// The uncompressed syntaxes, preferred first.
[[nodiscard]] std::vector<std::string> const& plain_transfer_syntaxes();

}  // namespace petra
