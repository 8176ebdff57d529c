#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

void cpng_buffer_free(struct cpng_buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct cpng_buffer){0};
}

static void append(png_structp png, png_bytep bytes, size_t count) {
    struct cpng_buffer *buffer = png_get_io_ptr(png);
    if (buffer->capacity - buffer->count < count) {
        size_t capacity = (buffer->count + count) * 2;
        unsigned char *grown = realloc(buffer->bytes, capacity);
        if (grown == NULL) png_error(png, "out of memory");
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    memcpy(buffer->bytes + buffer->count, bytes, count);
    buffer->count += count;
}

static void flush(png_structp png) { (void)png; }

// libpng's own handlers print on stderr; these keep quiet.
static void fail(png_structp png, png_const_charp text) {
    (void)text;
    png_longjmp(png, 1);
}
static void warn(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

// Writes everything before the rows.
static void begin(png_structp png, png_infop info, uint32_t width, uint32_t height, int depth, int colour,
                  uint32_t pixels_per_metre, struct cpng_buffer *output) {
    png_set_write_fn(png, output, append, flush);
    png_set_IHDR(png, info, width, height, depth, colour, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_pHYs(png, info, pixels_per_metre, pixels_per_metre, PNG_RESOLUTION_METER);
    // Equal rows become zeros under Up, and runs of zeros are all that RLE looks for.
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
    png_set_compression_level(png, 1);
    png_set_compression_strategy(png, Z_RLE);
    png_write_info(png, info);
}

// Writes a whole picture: each of `row_count` rows `repeat` times.
static int write_picture(const unsigned char *rows, size_t row_bytes, uint32_t width, uint32_t row_count,
                         uint32_t repeat, int depth, int colour, uint32_t pixels_per_metre,
                         struct cpng_buffer *output) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, fail, warn);
    if (png == NULL) return -1;
    png_infop info = png_create_info_struct(png);
    if (info == NULL || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return -1;
    }
    begin(png, info, width, row_count * repeat, depth, colour, pixels_per_metre, output);
    for (uint32_t row = 0; row < row_count; row++)
        for (uint32_t copy = 0; copy < repeat; copy++) png_write_row(png, rows + row * row_bytes);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return 0;
}

int cpng_write_bilevel(const unsigned char *rows, uint32_t width, uint32_t row_count, uint32_t repeat,
                       uint32_t pixels_per_metre, struct cpng_buffer *output) {
    return write_picture(rows, ((size_t)width + 7) / 8, width, row_count, repeat, 1, PNG_COLOR_TYPE_GRAY,
                         pixels_per_metre, output);
}

int cpng_write_rgb(const unsigned char *pixels, uint32_t width, uint32_t height, uint32_t pixels_per_metre,
                   struct cpng_buffer *output) {
    return write_picture(pixels, (size_t)width * 3, width, height, 1, 8, PNG_COLOR_TYPE_RGB, pixels_per_metre,
                         output);
}

int cpng_read_rgba(const unsigned char *bytes, size_t count, uint32_t limit, uint32_t *width,
                   uint32_t *height, struct cpng_buffer *output) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, bytes, count)) return -1;
    image.format = PNG_FORMAT_RGBA;
    if (image.width > limit || image.height > limit) {
        png_image_free(&image);
        return -1;
    }
    size_t size = PNG_IMAGE_SIZE(image);
    unsigned char *pixels = malloc(size);
    if (pixels == NULL || !png_image_finish_read(&image, NULL, pixels, 0, NULL)) {
        png_image_free(&image);
        free(pixels);
        return -1;
    }
    *width = image.width;
    *height = image.height;
    *output = (struct cpng_buffer){.bytes = pixels, .count = size, .capacity = size};
    return 0;
}
