// The plain C loop that `liaison-bench qr` compares with: the same symbols and PNG files over the same two
// libraries, nothing kept. Prints the seconds taken for COUNT symbols.
//
//     cc -O2 -o qr Tests/Peers/qr.c -lqrencode -lpng && ./qr COUNT
#include <png.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

enum { SCALE = 32, QUIET = 4 };
static unsigned char file[1 << 16];
static size_t length;

static void append(png_structp png, png_bytep bytes, size_t count) {
    (void)png;
    memcpy(file + length, bytes, count);
    length += count;
}
static void flush(png_structp png) { (void)png; }

static void write_png(const QRcode *code) {
    int side = (code->width + 2 * QUIET) * SCALE;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (setjmp(png_jmpbuf(png))) exit(1);
    png_set_write_fn(png, NULL, append, flush);
    png_set_IHDR(png, info, side, side, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_pHYs(png, info, side * 10, side * 10, PNG_RESOLUTION_METER);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
    png_set_compression_level(png, 1);
    png_set_compression_strategy(png, Z_RLE);
    png_write_info(png, info);
    unsigned char row[1024];
    size_t row_bytes = (side + 7) / 8;
    for (int y = -QUIET; y < code->width + QUIET; y++) {
        memset(row, 0xFF, row_bytes);
        if (y >= 0 && y < code->width)
            for (int x = 0; x < code->width; x++)
                if (code->data[y * code->width + x] & 1)
                    memset(row + (x + QUIET) * SCALE / 8, 0, SCALE / 8);
        for (int copy = 0; copy < SCALE; copy++) png_write_row(png, row);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
}

int main(int count, char **arguments) {
    int symbols = count > 1 ? atoi(arguments[1]) : 1000;
    size_t bytes = 0;
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int number = 0; number < symbols; number++) {
        char text[64];
        int size = snprintf(text, sizeof text, "https://LLZ.EXAMPLE.GOV.CN/%07d", number);
        QRinput *input = QRinput_new2(3, QR_ECLEVEL_Q);
        QRinput_append(input, QR_MODE_8, 5, (unsigned char *)text);
        QRinput_append(input, QR_MODE_AN, size - 5, (unsigned char *)text + 5);
        QRcode *code = QRcode_encodeInput(input);
        QRinput_free(input);
        length = 0;
        write_png(code);
        bytes += length;
        QRcode_free(code);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%.6f\n", seconds);
    fprintf(stderr, "%d symbols, %zu bytes each\n", symbols, bytes / symbols);
}
