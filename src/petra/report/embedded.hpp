// The report's template, style and script (templates/), put into the program when it is built.
#pragma once

#include <string_view>

namespace petra {

extern std::string_view const kReportPage, kReportStyle, kReportScript;

}  // namespace petra
