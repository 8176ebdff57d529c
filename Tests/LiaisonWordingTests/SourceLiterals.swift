import Glibc
import LiaisonSystem

/// A string literal of a Swift source file.
struct SourceLiteral {
    let module: String
    let file: String
    let line: Int
    /// The text, cut where values are interpolated: one part for a literal without any.
    let parts: [String]

    var place: String { "\(file):\(line)" }
}

/// Reads the string literals out of Swift source: quoted, raw and multi-line, those within interpolations
/// too; comments are left out. Enough of the lexical structure for this package, not for every program.
struct SourceLiterals {
    private let bytes: [UInt8]
    private let module: String
    private let file: String
    private var index = 0
    private var found: [SourceLiteral] = []

    /// All literals of the package's sources.
    static func all() throws -> [SourceLiteral] {
        let sources = "\(repository)/Sources"
        return try Files.names(in: sources).flatMap { module in
            try swiftFiles(in: "\(sources)/\(module)").flatMap { path in
                try literals(
                    in: Files.read(path), module: module, file: String(path.dropFirst(sources.count + 1)))
            }
        }
    }

    /// The package's directory, two above this file's.
    static let repository = Files.parent(of: Files.parent(of: Files.parent(of: #filePath)))

    static func literals(in bytes: [UInt8], module: String = "", file: String = "") -> [SourceLiteral] {
        var reader = SourceLiterals(bytes: bytes, module: module, file: file)
        reader.readCode()
        return reader.found
    }

    private static func swiftFiles(in directory: String) throws -> [String] {
        try Files.names(in: directory).flatMap { name -> [String] in
            let path = "\(directory)/\(name)"
            if try Files.status(path)?.isDirectory == true { return try swiftFiles(in: path) }
            return name.hasSuffix(".swift") ? [path] : []
        }
    }

    private init(bytes: [UInt8], module: String, file: String) {
        (self.bytes, self.module, self.file) = (bytes, module, file)
    }

    private func startsWith(_ text: String) -> Bool { bytes[index...].starts(with: text.utf8) }

    /// Reads up to the parenthesis that closes an interpolation, or to the end.
    private mutating func readCode() {
        var depth = 0
        while index < bytes.count {
            if startsWith("//") {
                while index < bytes.count, bytes[index] != 0x0A { index += 1 }
                continue
            }
            let hashes = bytes[index...].prefix { $0 == UInt8(ascii: "#") }.count
            if index + hashes < bytes.count, bytes[index + hashes] == UInt8(ascii: "\"") {
                index += hashes
                readLiteral(hashes: String(repeating: "#", count: hashes))
                continue
            }
            if bytes[index] == UInt8(ascii: "(") { depth += 1 }
            if bytes[index] == UInt8(ascii: ")") {
                if depth == 0 { return }
                depth -= 1
            }
            index += 1
        }
    }

    private mutating func readLiteral(hashes: String) {
        let line = 1 + bytes[..<index].count { $0 == 0x0A }
        let quotes = startsWith("\"\"\"") ? "\"\"\"" : "\""
        index += quotes.utf8.count
        var parts: [[UInt8]] = [[]]
        while index < bytes.count, !startsWith(quotes + hashes) {
            if startsWith("\\\(hashes)(") {
                index += hashes.utf8.count + 2
                readCode()
                index += 1
                parts.append([])
            } else {
                let length = startsWith("\\\(hashes)") ? hashes.utf8.count + 2 : 1
                parts[parts.count - 1] += bytes[index..<min(index + length, bytes.count)]
                index += length
            }
        }
        index += quotes.utf8.count + hashes.utf8.count
        let texts = parts.map { String(decoding: $0, as: UTF8.self) }
        found.append(SourceLiteral(module: module, file: file, line: line, parts: texts))
    }
}
