#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

/// Bytes that grow by malloc; the owner frees them with cpng_buffer_free.
struct cpng_buffer {
    unsigned char *bytes;
    size_t count;
    size_t capacity;
};

/// Frees what the buffer holds and empties it.
void cpng_buffer_free(struct cpng_buffer *buffer);

/// Appends a 1-bit greyscale PNG image to `output`.
///
/// `rows` holds `row_count` rows of (width + 7) / 8 bytes, most significant bit first, 1 for white; each is
/// written `repeat` times, so the image is `row_count * repeat` pixels high. `pixels_per_metre` goes into pHYs.
/// Answers 0, or -1 where libpng or malloc fails. libpng's setjmp begins and ends in here: Swift frames must
/// never be jumped over.
int cpng_write_bilevel(const unsigned char *rows, uint32_t width, uint32_t row_count, uint32_t repeat,
                       uint32_t pixels_per_metre, struct cpng_buffer *output);

#endif
