// What DCMTK needs once per process.
#pragma once

namespace petra {

// Silences DCMTK's own log (petra tells what is wrong itself) and registers its decoders. Any thread, any number of
// times.
void set_up_dcmtk();

}  // namespace petra
