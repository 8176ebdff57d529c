import LiaisonJournal
import LiaisonStore

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

    /// What stands at a known place.
    init(_ entry: DataDirectory.Entry) { description = entry.rawValue }

    /// Where a station's lines or photos stand below a data directory, by the name of the station's directory.
    static func path(of entry: StationDirectory.Entry, station: String) -> String {
        "\(DataDirectory.Entry.stations.rawValue)/\(station)/\(entry.rawValue)"
    }

    /// The names of its directories and, last, its own.
    package var names: [String] { description.split(separator: "/").map(String.init) }

    /// Whether it is a segment of a station: `stations/<ID>/inbox/<segment>.jsonl`.
    package var isSegment: Bool {
        let names = names
        return names.count == 4 && stands(in: .inbox) && names[3].hasSuffix(SegmentName.fileExtension)
    }

    /// Whether it is a photo of a case or record: `stations/<ID>/photos/<number>/<name>`.
    package var isPhoto: Bool { names.count == 5 && stands(in: .photos) }

    /// Whether its file goes by right, and nothing else tells of it: news that was handed on, a phone that was signed out,
    /// tries at a PIN that was right in the end. A slip that is used up stays so.
    var isPassing: Bool {
        let names = names
        let isNews = [.waitingNews, .deadNews].contains(
            DataDirectory.Entry(rawValue: names.dropLast().joined(separator: "/")))
        return isNews || names.count == 4 && names[0] == DataDirectory.Entry.desk.rawValue
    }

    /// The name of the station's directory in which it stands, if it stands in one.
    package var station: String? {
        let names = names
        return names.count > 2 && names[0] == DataDirectory.Entry.stations.rawValue ? names[1] : nil
    }

    private func stands(in entry: StationDirectory.Entry) -> Bool {
        station != nil && names[2] == entry.rawValue
    }

    package static func < (first: BackupPath, second: BackupPath) -> Bool {
        first.description < second.description
    }
}
