import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonText

extension CommandContext {
    /// The number of a place where posters hang; a new one is stored.
    func number(ofPlace name: String, in directory: DataDirectory) throws(CommandFailure) -> Int {
        let lock = try rosterLock(in: directory)
        let number: Int?
        do throws(RosterError) {
            let known = try Places.load(from: directory)
            var places = known
            number = places.number(of: name)
            if places != known { try places.save(to: directory) }
        } catch {
            throw CommandFailure(error)
        }
        _ = consume lock
        guard let number else {
            throw CommandFailure("poster.places-full", remedy: "poster.places-full.remedy")
        }
        say("poster.place", ["place": name, "number": "\(number)"])
        return number
    }
}

extension ValueKind<String> {
    /// The name of a place, on one line.
    static let placeName = ValueKind { text throws(ValueProblem) in
        let name = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !name.isEmpty, name.count <= Places.longestName,
            !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { throw ValueProblem("poster.place.name", ["limit": "\(Places.longestName)"]) }
        return name
    }
}
