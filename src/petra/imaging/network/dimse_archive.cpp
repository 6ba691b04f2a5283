#include "petra/imaging/network/dimse_archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "petra/base/interrupt.hpp"
#include "petra/base/text.hpp"
#include "petra/imaging/dicom_item.hpp"
#include "petra/imaging/network/dimse_association.hpp"
#include "petra/imaging/network/instance_store.hpp"

namespace petra {

namespace {

// Classes that an archive of a PET/CT study may hold, for C-GET, which must name them beforehand.
constexpr auto kStorageClasses = std::to_array<char const*>({
    UID_PositronEmissionTomographyImageStorage,
    UID_EnhancedPETImageStorage,
    UID_LegacyConvertedEnhancedPETImageStorage,
    UID_CTImageStorage,
    UID_EnhancedCTImageStorage,
    UID_LegacyConvertedEnhancedCTImageStorage,
    UID_MRImageStorage,
    UID_EnhancedMRImageStorage,
    UID_LegacyConvertedEnhancedMRImageStorage,
    UID_NuclearMedicineImageStorage,
    UID_SecondaryCaptureImageStorage,
    UID_MultiframeGrayscaleByteSecondaryCaptureImageStorage,
    UID_MultiframeGrayscaleWordSecondaryCaptureImageStorage,
    UID_MultiframeTrueColorSecondaryCaptureImageStorage,
    UID_ComputedRadiographyImageStorage,
    UID_DigitalXRayImageStorageForPresentation,
    UID_UltrasoundImageStorage,
    UID_RTStructureSetStorage,
    UID_RTDoseStorage,
    UID_RTPlanStorage,
    UID_RTImageStorage,
    UID_SegmentationStorage,
    UID_SurfaceSegmentationStorage,
    UID_ParametricMapStorage,
    UID_SpatialRegistrationStorage,
    UID_DeformableSpatialRegistrationStorage,
    UID_RealWorldValueMappingStorage,
    UID_RawDataStorage,
    UID_KeyObjectSelectionDocumentStorage,
    UID_BasicTextSRStorage,
    UID_EnhancedSRStorage,
    UID_ComprehensiveSRStorage,
    UID_Comprehensive3DSRStorage,
    UID_XRayRadiationDoseSRStorage,
    UID_RadiopharmaceuticalRadiationDoseSRStorage,
    UID_GrayscaleSoftcopyPresentationStateStorage,
    UID_BlendingSoftcopyPresentationStateStorage,
    UID_EncapsulatedPDFStorage,
});

// What they may be compressed with; the archive chooses.
std::vector<std::string> const& compressed_transfer_syntaxes() {
  static std::vector<std::string> const list{
      UID_JPEG2000LosslessOnlyTransferSyntax, UID_JPEG2000TransferSyntax,
      UID_JPEGLSLosslessTransferSyntax,       UID_JPEGProcess14SV1TransferSyntax,
      UID_RLELosslessTransferSyntax,          UID_DeflatedExplicitVRLittleEndianTransferSyntax,
      UID_BigEndianExplicitTransferSyntax};
  return list;
}

constexpr bool is_pending(Uint16 status) {
  return status == STATUS_Pending || status == STATUS_FIND_Pending_WarningUnsupportedOptionalKeys;
}

template <class Response>
struct ResponseList {
  OFList<Response*> list;
  ~ResponseList() {
    for (auto* response : list) delete response;
  }
};

char const* level_name(QueryLevel level) {
  return level == QueryLevel::study ? "STUDY" : level == QueryLevel::series ? "SERIES" : "IMAGE";
}

class DimseArchive : public Archive {
 public:
  explicit DimseArchive(DimseNode node) : node_(std::move(node)) {}
  [[nodiscard]] std::string name() const override { return dimse_name(node_); }

  [[nodiscard]] Result<void> echo() override {
    DimseAssociation association;
    PETRA_CHECK(association.open(node_, {{UID_VerificationSOPClass, plain_transfer_syntaxes(), false}}));
    if (auto const answer = association.sendECHORequest(0); answer.bad())
      return association.failure(answer, "did not answer");
    return {};
  }

  [[nodiscard]] Result<std::vector<Attributes>> find(QueryLevel level, Attributes const& keys) override {
    char const* const model = UID_FINDStudyRootQueryRetrieveInformationModel;
    DimseAssociation association;
    PETRA_CHECK(association.open(node_, {{model, plain_transfer_syntaxes(), false}}));
    auto const context = association.findPresentationContextID(model, "");
    if (context == 0) return refused("queries (C-FIND, study root)");
    auto query = make_query(level, keys);
    ResponseList<QRResponse> responses;
    auto const answer = association.sendFINDRequest(context, query.get(), &responses.list);
    if (answer.bad()) return association.failure(answer, "the query was not answered");
    std::vector<Attributes> matches;
    for (auto* response : responses.list) {
      if (is_pending(response->m_status)) {
        if (response->m_dataset != nullptr) matches.push_back(attributes_of(*response));
      } else if (response->m_status != STATUS_Success) {
        return bad_status("the query", response->m_status);
      }
    }
    return matches;
  }

  [[nodiscard]] Result<void> fetch(SeriesAddress const& series, std::span<std::string const> instances, bool whole,
                                   InstanceStore& store, std::function<bool()> const& stored) override {
    if (whole) return get(series, {}, store, stored);
    // Named instances go in lists that every archive takes.
    constexpr std::size_t kPerRequest = 100;
    for (std::size_t first = 0; first < instances.size(); first += kPerRequest) {
      auto const part = instances.subspan(first, std::min(kPerRequest, instances.size() - first));
      PETRA_CHECK(get(series, part, store, stored));
    }
    return {};
  }

  [[nodiscard]] Result<void> send(std::span<OutgoingFile const> files, Sent const& sent) override {
    // An association holds 128 contexts; a class and syntax take two.
    constexpr std::size_t kMostPairs = 60;
    for (std::size_t first = 0; first < files.size();) {
      std::set<std::pair<std::string, std::string>> pairs;
      std::size_t last = first;
      while (last < files.size()) {
        pairs.emplace(files[last].class_uid, files[last].transfer_syntax);
        if (pairs.size() > kMostPairs) break;
        ++last;
      }
      PETRA_TRY(bool const go_on, send_some(files.subspan(first, last - first), sent));
      if (!go_on) return {};
      first = last;
    }
    return {};
  }

 private:
  [[nodiscard]] Error refused(std::string_view what) const {
    return make_error(ErrorCode::not_supported, name(), fmt::format("does not take {}", what),
                      "Ask the archive's administrator to allow it, or use --dicomweb");
  }
  [[nodiscard]] Error bad_status(std::string_view what, unsigned status) const {
    return make_error(ErrorCode::environment, name(), fmt::format("{} failed with status 0x{:04X}", what, status),
                      "See the archive's log");
  }

  static std::unique_ptr<DcmDataset> make_query(QueryLevel level, Attributes const& keys) {
    auto query = std::make_unique<DcmDataset>();
    query->putAndInsertString(DCM_QueryRetrieveLevel, level_name(level));
    for (auto const& field : query_fields()) {
      if (field.level == level) query->insertEmptyElement(DcmTagKey(field.group, field.element));
    }
    bool is_ascii = true;
    for (auto const& [keyword, value] : keys) {
      auto const* field = find_query_field(keyword);
      if (field == nullptr) continue;
      query->putAndInsertString(DcmTagKey(field->group, field->element), value.c_str());
      is_ascii = is_ascii &&
                 std::all_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
    }
    if (!is_ascii) query->putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192");
    return query;
  }

  static Attributes attributes_of(QRResponse& response) {
    std::shared_ptr<DcmDataset> const data(response.m_dataset);
    response.m_dataset = nullptr;  // taken over
    OFString character_sets;
    data->findAndGetOFStringArray(DCM_SpecificCharacterSet, character_sets);
    DicomItem const item(data, data.get(), character_sets.c_str());
    Attributes attributes;
    for (auto const& field : query_fields()) {
      if (auto value = item.text({field.group, field.element}))
        attributes.emplace(field.keyword, std::string(trim(*value)));
    }
    return attributes;
  }

  [[nodiscard]] std::vector<ProposedContext> get_contexts() const {
    std::vector<ProposedContext> contexts{
        {UID_GETStudyRootQueryRetrieveInformationModel, plain_transfer_syntaxes(), false}};
    for (auto const* uid : kStorageClasses) {
      contexts.push_back({uid, plain_transfer_syntaxes(), true});
      contexts.push_back({uid, compressed_transfer_syntaxes(), true});
    }
    return contexts;
  }

  // One C-GET: of the instances named, or of the whole series.
  [[nodiscard]] Result<void> get(SeriesAddress const& series, std::span<std::string const> instances,
                                 InstanceStore& store, std::function<bool()> const& stored) {
    DimseAssociation association;
    PETRA_CHECK(association.open(node_, get_contexts()));
    auto const context = association.findPresentationContextID(UID_GETStudyRootQueryRetrieveInformationModel, "");
    if (context == 0) return refused("retrieval on the same connection (C-GET, study root)");
    DcmDataset query;
    query.putAndInsertString(DCM_QueryRetrieveLevel, instances.empty() ? "SERIES" : "IMAGE");
    query.putAndInsertString(DCM_StudyInstanceUID, series.study_uid.c_str());
    query.putAndInsertString(DCM_SeriesInstanceUID, series.series_uid.c_str());
    if (!instances.empty()) query.putAndInsertString(DCM_SOPInstanceUID, join(instances, "\\").c_str());
    std::optional<Error> problem;
    bool stopped = false;
    association.receive = [&](std::string const& uid, DimseAssociation::Write const& write) {
      auto const received = receive(series, uid, store, write);
      if (!received) {
        problem = received.error();
        return false;
      }
      stopped = !stored();
      return !stopped;
    };
    ResponseList<RetrieveResponse> responses;
    auto const answer = association.sendCGETRequest(context, &query, &responses.list);
    if (stopped) return {};
    if (problem) return std::move(*problem);
    if (answer.bad()) return association.failure(answer, "the transfer broke off");
    for (auto* response : responses.list) {
      // B000: some could not be sent; who asks finds them missing. The others end the transfer.
      bool const ended = response->m_status == STATUS_Success ||
                         response->m_status == STATUS_GET_Warning_SubOperationsCompleteOneOrMoreFailures;
      if (!ended && !is_pending(response->m_status)) return bad_status("the retrieval", response->m_status);
    }
    return {};
  }

  [[nodiscard]] Result<void> receive(SeriesAddress const& series, std::string const& uid, InstanceStore& store,
                                     DimseAssociation::Write const& write) const {
    if (!is_valid_uid(uid)) return make_error(ErrorCode::integrity, name(), "sent an instance whose name is no UID");
    PETRA_TRY(auto const temporary, store.begin(series, uid));
    if (!write(temporary)) {
      std::error_code ignored;
      std::filesystem::remove(temporary, ignored);
      return make_error(ErrorCode::environment, name(), "the transfer broke off", "");
    }
    return store.commit(series, uid, temporary);
  }

  // False where `sent` ended it.
  [[nodiscard]] Result<bool> send_some(std::span<OutgoingFile const> files, Sent const& sent) {
    std::set<std::pair<std::string, std::string>> pairs;
    for (auto const& file : files) pairs.emplace(file.class_uid, file.transfer_syntax);
    std::vector<ProposedContext> contexts;
    std::set<std::string> classes;
    for (auto const& [class_uid, syntax] : pairs) {
      contexts.push_back({class_uid, {syntax}, false});
      // Uncompressed, too: what the archive does not take compressed is sent so where it can be.
      if (classes.insert(class_uid).second) contexts.push_back({class_uid, plain_transfer_syntaxes(), false});
    }
    DimseAssociation association;
    PETRA_CHECK(association.open(node_, contexts));
    for (auto const& file : files) {
      std::string reason;
      Uint16 status = 0;
      auto const context =
          association.findAnyPresentationContextID(file.class_uid.c_str(), file.transfer_syntax.c_str());
      if (context == 0) {
        reason = "the archive does not take this kind of object (SOP class " + file.class_uid + ")";
      } else {
        auto const answer = association.sendSTORERequest(context, file.path.c_str(), nullptr, status);
        if (answer.bad() && !association.isConnected()) return association.failure(answer, "the transfer broke off");
        if (answer.bad() && is_of_network(answer)) return association.failure(answer, "the transfer broke off");
        // B0xx are warnings: the object is stored.
        if (answer.bad())
          reason = answer.text();
        else if (status != STATUS_Success && (status & 0xF000U) != 0xB000U)
          reason = fmt::format("the archive refused it with status 0x{:04X}", static_cast<unsigned>(status));
      }
      if (!sent(file, reason)) return false;
    }
    return true;
  }

  // A connection that is gone, as against a file that cannot be read or converted.
  static bool is_of_network(OFCondition const& condition) {
    auto const module = condition.module();
    return module == OFM_dcmnet && condition != DIMSE_NOVALIDPRESENTATIONCONTEXTID;
  }

  DimseNode node_;
};

}  // namespace

Result<std::unique_ptr<Archive>> open_dimse_archive(DimseNode node) {
  for (auto const& path : {node.tls.certificate, node.tls.private_key, node.tls.trusted_certificates}) {
    std::error_code absent;
    if (!path.empty() && !std::filesystem::exists(path, absent))
      return make_errno_error(ENOENT, path.string(), "cannot read");
  }
  if (node.tls.certificate.empty() != node.tls.private_key.empty())
    return make_error(ErrorCode::usage, "--tls-certificate", "goes with --tls-key, and the other way round",
                      "Give both or neither");
  return std::unique_ptr<Archive>(std::make_unique<DimseArchive>(std::move(node)));
}

}  // namespace petra
