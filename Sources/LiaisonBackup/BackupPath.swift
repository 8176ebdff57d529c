/// Where a file stands below a data directory: what a manifest or a tar archive says is never joined to a path
/// unchecked.
package struct BackupPath: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let description: String

    /// Reads a relative path of plain names; nothing for one that is absolute, leads upwards, hides a file, holds
    /// anything but printable ASCII, or is longer than a tar archive's header takes with `data/` in front.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, TarHeader.fields(of: "\(Manifest.dataDirectory)/\(text)") != nil,
            bytes.allSatisfy({ (0x21...0x7E).contains($0) }),
            !bytes.contains(UInt8(ascii: "\\"))
        else { return nil }
        let names = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard names.allSatisfy({ $0.first != nil && $0.first != UInt8(ascii: ".") }) else { return nil }
        description = String(decoding: bytes, as: UTF8.self)
    }

    /// The names of its directories and, last, its own.
    package var names: [String] { description.split(separator: "/").map(String.init) }

    /// Whether it is a segment of a station: `stations/<ID>/inbox/<segment>.jsonl`.
    package var isSegment: Bool {
        let names = names
        return names.count == 4 && names[0] == "stations" && names[2] == "inbox"
            && names[3].hasSuffix(".jsonl")
    }

    /// Whether it is a photo of a case or record: `stations/<ID>/photos/<number>/<name>`.
    package var isPhoto: Bool {
        let names = names
        return names.count == 5 && names[0] == "stations" && names[2] == "photos"
    }

    /// Whether its file goes by right, and nothing else tells of it: news that was handed on, a phone that was signed out,
    /// tries at a PIN that was right in the end. A slip that is used up stays so.
    var isPassing: Bool {
        let names = names
        let isNews = names.count == 3 && names[0] == "notify" && ["queue", "dead"].contains(names[1])
        return isNews || names.count == 4 && names[0] == "desk"
    }

    /// The name of the station's directory in which it stands, if it stands in one.
    package var station: String? {
        let names = names
        return names.count > 2 && names[0] == "stations" ? names[1] : nil
    }

    package static func < (first: BackupPath, second: BackupPath) -> Bool {
        first.description < second.description
    }
}
