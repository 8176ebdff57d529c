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

/// Appends an 8-bit RGB PNG image to `output`; `pixels` holds `height` rows of `width` times three bytes.
/// Answers as cpng_write_bilevel does.
int cpng_write_rgb(const unsigned char *pixels, uint32_t width, uint32_t height, uint32_t pixels_per_metre,
                   struct cpng_buffer *output);

/// Reads any PNG image of at most `limit` pixels a side as 8-bit RGBA into `output`.
///
/// Answers 0 with width and height set, or -1 for what is no PNG image, is damaged, or is larger.
int cpng_read_rgba(const unsigned char *bytes, size_t count, uint32_t limit, uint32_t *width,
                   uint32_t *height, struct cpng_buffer *output);

#endif
