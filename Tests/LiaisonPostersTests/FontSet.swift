import LiaisonSystem
import TestSupport

/// The fonts that a page is printed with, whatever else the machine has: offices print with what they have, too.
enum FontSet: String, CaseIterable, Sendable {
    /// Characters of every kind, bold ones of their own.
    case noto
    /// No bold letters and no rare characters; Latin letters of DejaVu, the widest.
    case microHei = "micro-hei"
    /// The same with letters of half an em, as SimHei has, and Liberation Sans for the rest.
    case zenHei = "zen-hei"

    /// The Debian package that has its Chinese font.
    var package: String {
        switch self {
        case .noto: "fonts-noto-cjk"
        case .microHei: "fonts-wqy-microhei"
        case .zenHei: "fonts-wqy-zenhei"
        }
    }

    /// The files that stay, as fontconfig's globs.
    private var files: [String] {
        switch self {
        case .noto: ["*/NotoSansCJK-*", "*/DejaVuSans*"]
        case .microHei: ["*/wqy-microhei*", "*/DejaVuSans*"]
        case .zenHei: ["*/wqy-zenhei*", "*/LiberationSans-*", "*/DejaVuSansMono*"]
        }
    }

    /// Whether the machine has its Chinese font; tests that need one that isn't there are skipped visibly.
    var isInstalled: Bool {
        do {
            return try Shell.run("fc-list 2>/dev/null | grep -q '\(files[0].dropFirst(2).dropLast())'").status
                == 0
        } catch {
            return false
        }
    }

    /// Whether it has every character of a text.
    func covers(_ text: String) -> Bool {
        let ranges = Self.characters[self] ?? []
        return text.unicodeScalars.allSatisfy { scalar in ranges.contains { $0.contains(scalar.value) } }
    }

    /// The characters that each set has.
    private static let characters: [FontSet: [ClosedRange<UInt32>]] = {
        do {
            return try Dictionary(uniqueKeysWithValues: allCases.map { ($0, try $0.ranges()) })
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// What fontconfig says of the fonts: ranges in hexadecimal, such as `20-7e a0`.
    private func ranges() throws -> [ClosedRange<UInt32>] {
        try withTemporaryDirectory { directory in
            try Shell.run("\(try environment(in: directory)) fc-list --format='%{charset} ' :").output
                .split(separator: " ").compactMap { range in
                    let ends = range.split(separator: "-").compactMap { UInt32($0, radix: 16) }
                    guard let first = ends.first, let last = ends.last else { return nil }
                    return first...last
                }
        }
    }

    /// What goes before a command so that it sees these fonts only.
    ///
    /// - Parameter directory: Where fontconfig's configuration and cache go.
    /// - Returns: An assignment for the shell.
    /// - Throws: What the file system says.
    func environment(in directory: String) throws -> String {
        let path = "\(directory)/fonts-\(rawValue).conf"
        let accepted = files.map { "<glob>\($0)</glob>" }.joined()
        try Files.replace(
            path,
            with: Array(
                """
                <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
                <fontconfig><dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>
                <cachedir>\(directory)/font-cache</cachedir>
                <include ignore_missing="yes">/etc/fonts/conf.d</include>
                <selectfont><rejectfont><glob>*.*</glob></rejectfont><acceptfont>\(accepted)</acceptfont></selectfont>
                </fontconfig>
                """.utf8))
        return "FONTCONFIG_FILE='\(path)'"
    }
}
