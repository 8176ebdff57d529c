/// Strips a JPEG file (ITU-T T.81) segment by segment.
///
/// Kept are the tables, the frame, the scans, and of the application segments what says how the samples are to
/// be shown: JFIF without its thumbnail, an ICC profile of the usual length, Adobe's transform, and of Exif the orientation alone.
/// Nothing is kept behind the end of the image.
enum JPEGStripper {
    static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

    /// The second bytes of markers, T.81 table B.1.
    private enum Marker {
        static let startOfImage: UInt8 = 0xD8
        static let endOfImage: UInt8 = 0xD9
        static let startOfScan: UInt8 = 0xDA
        static let quantizationTables: UInt8 = 0xDB
        static let restartInterval: UInt8 = 0xDD
        static let huffmanTables: UInt8 = 0xC4
        /// Baseline, extended and progressive with Huffman coding: what browsers show.
        static let frames: ClosedRange<UInt8> = 0xC0...0xC2
        static let restarts: ClosedRange<UInt8> = 0xD0...0xD7
        static let applications: ClosedRange<UInt8> = 0xE0...0xEF
        static let comment: UInt8 = 0xFE
    }

    static func strip(
        _ reader: inout PhotoReader, to writer: inout PhotoWriter
    ) throws(PhotoError) -> (width: Int, height: Int) {
        guard try reader.byte() == 0xFF, try reader.byte() == Marker.startOfImage else { throw .damaged }
        try writer.append([0xFF, Marker.startOfImage])
        var size: (width: Int, height: Int)?
        var (scans, segments) = (0, 0)
        var applications = ApplicationSegments()
        var marker = try nextMarker(&reader)
        while marker != Marker.endOfImage {
            let length = try reader.bigEndian16() - 2
            segments += 1
            guard length >= 0, segments <= PhotoLimits.pieces else { throw .damaged }
            switch marker {
            case Marker.frames:
                if size != nil { throw .damaged }
                size = try frame(marker, length, &reader, &writer)
            case Marker.startOfScan:
                scans += 1
                guard size != nil, scans <= PhotoLimits.scans else { throw .damaged }
                try copy(marker, length, &reader, &writer)
                marker = try copyScan(&reader, &writer)
                continue
            case Marker.quantizationTables, Marker.huffmanTables, Marker.restartInterval:
                try copy(marker, length, &reader, &writer)
            case Marker.applications:
                let content = try reader.bytes(length)
                if let kept = applications.kept(of: content, number: marker & 0x0F) {
                    try append(marker: kept.marker, kept.content, to: &writer)
                }
            case Marker.comment: try reader.walk(length) { _ in }
            default: throw .damaged
            }
            marker = try nextMarker(&reader)
        }
        guard let size, scans > 0 else { throw .damaged }
        try writer.append([0xFF, Marker.endOfImage])
        return size
    }

    /// Copies the frame header (T.81 section B.2.2) and answers the picture's size.
    private static func frame(
        _ marker: UInt8, _ length: Int, _ reader: inout PhotoReader, _ writer: inout PhotoWriter
    ) throws(PhotoError) -> (width: Int, height: Int) {
        let content = try reader.bytes(length)
        // Eight bits a sample; one, three or four components of three bytes each.
        guard content.count >= 6, content[0] == 8, [1, 3, 4].contains(content[5]),
            content.count == 6 + 3 * Int(content[5])
        else { throw .damaged }
        let height = Int(content[1]) << 8 | Int(content[2])
        let width = Int(content[3]) << 8 | Int(content[4])
        try PhotoLimits.check(width: width, height: height)
        try append(marker: marker, content, to: &writer)
        return (width, height)
    }

    /// Copies the entropy-coded data behind a scan's header, and answers the marker that ends it.
    private static func copyScan(
        _ reader: inout PhotoReader, _ writer: inout PhotoWriter
    ) throws(PhotoError) -> UInt8 {
        while true {
            try reader.walk(upTo: 0xFF) { piece throws(PhotoError) in try writer.append(piece) }
            let marker = try afterFill(&reader)
            guard marker == 0 || Marker.restarts.contains(marker) else { return marker }
            try writer.append(0xFF, marker)
        }
    }

    private static func nextMarker(_ reader: inout PhotoReader) throws(PhotoError) -> UInt8 {
        guard try reader.byte() == 0xFF else { throw .damaged }
        return try afterFill(&reader)
    }

    /// The byte behind 0xFF; any number of further ones may stand in between (T.81 section B.1.1.2).
    private static func afterFill(_ reader: inout PhotoReader) throws(PhotoError) -> UInt8 {
        while true {
            let byte = try reader.byte()
            if byte != 0xFF { return byte }
        }
    }

    private static func copy(
        _ marker: UInt8, _ length: Int, _ reader: inout PhotoReader, _ writer: inout PhotoWriter
    ) throws(PhotoError) {
        try append(marker: marker, try reader.bytes(length), to: &writer)
    }

    private static func append(
        marker: UInt8, _ content: [UInt8], to writer: inout PhotoWriter
    ) throws(PhotoError) {
        let length = content.count + 2
        try writer.append([0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)])
        try writer.append(content)
    }
}

/// Chooses among a JPEG file's application segments.
private struct ApplicationSegments {
    private var hasJFIF = false
    private var hasExif = false
    private var hasAdobe = false
    private var hasProfile = false

    /// What stays of a segment, or nothing.
    ///
    /// - Parameters:
    ///   - content: The segment behind its length.
    ///   - number: The n of APPn.
    /// - Returns: The marker and the content to write instead.
    mutating func kept(of content: [UInt8], number: UInt8) -> (marker: UInt8, content: [UInt8])? {
        let marker = 0xE0 | number
        switch number {
        case 0:
            // T.871 section 10.1: version, units and density; then the thumbnail, which is left out.
            guard !hasJFIF, content.starts(with: Array("JFIF\0".utf8)), content.count >= 14 else {
                return nil
            }
            hasJFIF = true
            return (marker, content[..<12] + [0, 0])
        case 1:
            let name = Array("Exif\0\0".utf8)
            guard !hasExif, content.starts(with: name) else { return nil }
            hasExif = true
            return Orientation(exif: content[name.count...]).map { (marker, name + $0.exif) }
        case 2:
            // ICC.1 annex B.4, in one piece: what needs more has room for anything. Others keep whole pictures here.
            let start = Array("ICC_PROFILE\0\u{1}\u{1}".utf8)
            guard !hasProfile, content.starts(with: start), content.count <= start.count + PhotoLimits.profile
            else { return nil }
            hasProfile = true
            return (marker, content)
        case 14:
            guard !hasAdobe, content.starts(with: Array("Adobe".utf8)), content.count >= 12 else {
                return nil
            }
            hasAdobe = true
            return (marker, Array(content[..<12]))
        default: return nil
        }
    }
}
