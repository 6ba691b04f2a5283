// Templates, styles and scripts of the pages (templates/), put into the program when it is built.
#pragma once

#include <string_view>

namespace petra {

extern std::string_view const kReportPage, kReportStyle, kReportScript;
extern std::string_view const kCalculatorPage, kCalculatorStyle, kCalculatorTexts, kCalculatorScript;

}  // namespace petra
