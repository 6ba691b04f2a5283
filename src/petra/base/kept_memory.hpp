// What a program does with memory that it has freed.
#pragma once

namespace petra {

// From now on blocks of up to 16 MiB come from the heap, which is laid out in pages of 2 MiB where the system offers
// them, and what is freed stays with the process: an image takes the pages of the image before. Otherwise the system
// takes them back and clears them anew, at a page fault for each 4 KiB: a sixth of the time of a small tumour. For
// programs, at their start, before there are threads; libraries leave it to whoever called them. Does nothing where the
// C library has no such settings.
void keep_freed_memory();

}  // namespace petra
