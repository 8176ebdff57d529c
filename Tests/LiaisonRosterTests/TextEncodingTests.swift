import Testing

@testable import LiaisonRoster

@Suite struct TextEncodingTests {
    private func decode(_ bytes: [UInt8]) throws(TextDecodingError) -> String {
        let (text, encoding) = try TextEncoding.decode(bytes)
        return "\(encoding.rawValue) \(String(decoding: text, as: UTF8.self))"
    }

    @Test(
        arguments: [
            ([], "UTF-8 "),
            (Array("姓名,a".utf8), "UTF-8 姓名,a"),
            ([0xEF, 0xBB, 0xBF, 0x61], "UTF-8 a"),
            // 姓名 in GB 18030; 䶮, which GBK lacks; ꀀ, of four bytes; 姓 behind that encoding's byte order mark.
            ([0xD0, 0xD5, 0xC3, 0xFB], "GB18030 姓名"),
            ([0xFE, 0x9F], "GB18030 䶮"),
            ([0x82, 0x35, 0x98, 0x33], "GB18030 ꀀ"),
            ([0x84, 0x31, 0x95, 0x33, 0xD0, 0xD5], "GB18030 姓"),
            ([0xFF, 0xFE, 0xD3, 0x59, 0x0D, 0x54], "UTF-16LE 姓名"),
            ([0xFE, 0xFF, 0x59, 0xD3, 0x54, 0x0D], "UTF-16BE 姓名"),
            ([0xFF, 0xFE, 0x40, 0xD8, 0x0B, 0xDC], "UTF-16LE 𠀋"),
            ([0x16, 0x7F, 0xF7, 0x53, 0x09, 0x00, 0x0D, 0x00, 0x0A, 0x00], "UTF-16LE 编号\t\r\n"),
            ([0x7F, 0x16, 0x53, 0xF7, 0x00, 0x09, 0x00, 0x0D, 0x00, 0x0A], "UTF-16BE 编号\t\r\n"),
            ([0x69, 0x00, 0x64, 0x00, 0x2C, 0x00, 0x6E, 0x00], "UTF-16LE id,n"),
        ] as [([UInt8], String)])
    func reads(bytes: [UInt8], expected: String) throws {
        #expect(try decode(bytes) == expected)
    }

    @Test(
        arguments: [
            // Nothing in GB 18030 starts with FF, and a lead byte needs another one.
            ([0x61, 0x2C, 0xFF], TextDecodingError.undecodable(.gb18030, offset: 2)),
            ([0xD0, 0xD5, 0xC3], .undecodable(.gb18030, offset: 2)),
            // The byte order mark, or a first line in Chinese, says that it is UTF-8, so FF is a mistake there.
            ([0xEF, 0xBB, 0xBF, 0x61, 0xFF], .undecodable(.utf8, offset: 4)),
            (Array("姓名\n".utf8) + [0xFF], .undecodable(.utf8, offset: 7)),
            ([0xFF, 0xFE, 0x00, 0xD8, 0x61, 0x00], .undecodable(.utf16LittleEndian, offset: 2)),
            ([0xFF, 0xFE, 0x61, 0x00, 0x00, 0xDC], .undecodable(.utf16LittleEndian, offset: 4)),
            ([0xFF, 0xFE, 0x61], .undecodable(.utf16LittleEndian, offset: 2)),
        ] as [([UInt8], TextDecodingError)])
    func refuses(bytes: [UInt8], expected: TextDecodingError) {
        #expect(throws: expected) { try decode(bytes) }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xE0, 0x9F, 0x80], [0xED, 0xA0, 0x80], [0xE4, 0xB8],
            [0xF0, 0x8F, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func findsInvalidUTF8(bytes: [UInt8]) {
        #expect(TextEncoding.firstInvalidUTF8([0x61] + bytes + [0x61]) == 1)
    }
}
