import LiaisonInstallation
import LiaisonStore
import LiaisonWording

/// The sample of `liaison.conf`, taken apart.
///
/// Above a setting, or several, stand lines of comment: first Chinese, then English. The Chinese ends with the last
/// ideograph or full-width sign.
enum SettingsSample {
    /// An explanation and the settings below it.
    struct Part {
        let settings: [Setting]
        fileprivate let lines: [Substring]

        /// What the settings are for.
        func explanation(in language: Language) -> String {
            var chinese = ""
            var english: [Substring] = []
            for (index, line) in lines.enumerated() {
                // A line may hold both; one that the next goes on with in Chinese is Chinese to its end.
                let last = line.lastIndex(where: SettingsSample.isChinese)
                let next = index + 1 < lines.count ? lines[index + 1].first : nil
                let goesOn = last != nil && next.map(SettingsSample.isChinese) == true
                let split = goesOn ? line.endIndex : last.map { line.index(after: $0) } ?? line.startIndex
                chinese += line[..<split]
                let rest = line[split...].drop { $0 == " " }
                if !rest.isEmpty { english.append(rest) }
            }
            return language == .chinese ? chinese : english.joined(separator: " ")
        }
    }

    /// The parts in the order of the file; what stands at its head belongs to no setting.
    static var parts: [Part] {
        var parts: [Part] = []
        var lines: [Substring] = []
        var settings: [Setting] = []
        let sample = String(decoding: DataDirectory.sampleSettings, as: UTF8.self)
        for line in sample.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("#") {
                if !settings.isEmpty {
                    parts.append(Part(settings: settings, lines: lines))
                    (settings, lines) = ([], [])
                }
                lines.append(line.dropFirst(2))
            } else if let name = line.split(separator: " ").first,
                let setting = Setting(rawValue: String(name))
            {
                settings.append(setting)
            } else if settings.isEmpty {
                lines = []
            }
        }
        return settings.isEmpty ? parts : parts + [Part(settings: settings, lines: lines)]
    }

    /// Whether a character is an ideograph or a full-width sign.
    private static func isChinese(_ character: Character) -> Bool {
        character.unicodeScalars.contains {
            (0x3000...0x9FFF).contains($0.value) || (0xFF00...0xFF60).contains($0.value)
        }
    }
}
