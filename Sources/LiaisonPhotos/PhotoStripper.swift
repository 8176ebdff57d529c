import LiaisonSystem

/// Takes everything out of a photo that isn't needed to show it: where and when it was taken, with which phone,
/// by whom; thumbnails, comments, the video of a motion photo. The pixels are neither decoded nor changed.
///
/// It reads and writes in pieces, so that a photo of any length takes a fixed piece of memory.
package enum PhotoStripper {
    /// Strips a photo.
    ///
    /// - Parameters:
    ///   - source: The file as it came.
    ///   - sink: Takes what is left, piece by piece; useless when this throws.
    /// - Returns: What is known of the photo that was written.
    /// - Throws: Why it isn't taken.
    package static func strip(
        _ source: any PhotoSource, to sink: @escaping (UnsafeRawBufferPointer) throws(SystemError) -> Void
    ) throws(PhotoError) -> Photo {
        let format = try format(of: source)
        var reader = PhotoReader(source)
        var writer = PhotoWriter(to: sink)
        let (width, height) =
            switch format {
            case .jpeg: try JPEGStripper.strip(&reader, to: &writer)
            case .png: try PNGStripper.strip(&reader, to: &writer)
            }
        let (byteCount, hash) = try writer.finish()
        return Photo(format: format, byteCount: byteCount, width: width, height: height, hash: hash)
    }

    /// The format by content; names and claimed types are not asked.
    private static func format(of source: any PhotoSource) throws(PhotoError) -> PhotoFormat {
        if source.count == 0 { throw .empty }
        let head = try PhotoReader(source).head(12)
        if head.starts(with: JPEGStripper.signature) { return .jpeg }
        if head.starts(with: PNGStripper.signature) { return .png }
        throw isHEIC(head) ? .heic : .notAPhoto
    }

    /// Whether the file type box names a brand of HEIF (ISO/IEC 14496-12 section 4.3, 23008-12 section 10).
    private static func isHEIC(_ head: [UInt8]) -> Bool {
        guard head.count == 12, head[4..<8].elementsEqual("ftyp".utf8) else { return false }
        let brands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif"]
        return brands.contains(String(decoding: head[8...], as: UTF8.self))
    }
}

extension PhotoReader {
    /// The first bytes, fewer where there are no more; for a reader of its own.
    fileprivate consuming func head(_ count: Int) throws(PhotoError) -> [UInt8] {
        var head: [UInt8] = []
        while head.count < count {
            do throws(PhotoError) {
                head.append(try byte())
            } catch {
                if error == .damaged { return head }
                throw error
            }
        }
        return head
    }
}
