/// Why a symbol or its picture can't be made.
package enum QRError: Error, Equatable, Sendable {
    /// There is nothing to encode.
    case emptyText
    /// The text needs more than version 40 holds at the asked error correction.
    case textTooLong(bytes: Int)
    /// The asked size or resolution gives less than a pixel a module, or an image too large to be meant.
    case unusableSize(pixels: Int)
    /// libqrencode or libpng refused; the C library's `errno`, 0 where it left none.
    case libraryFailed(errno: Int32)
}
