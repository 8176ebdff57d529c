import LiaisonStore
import LiaisonSystem

/// Where posters hang that are to be told apart: the same code, with the place's number behind it.
///
/// `DIR/roster/places.txt` is UTF-8, a line for each place; the line's number, from 1, is the place's. No line is ever
/// taken out or moved, for posters on walls bear its number; to correct a name does no harm. It is replaced whole by whoever
/// holds the ``RosterLock``.
package struct Places: Equatable, Sendable {
    /// In the order of their numbers.
    private var names: [String]

    /// The largest number: it stays short in the symbol.
    private static let mostPlaces = 9999
    /// The most characters of a name.
    package static let longestName = 40

    /// No places.
    package init() { names = [] }

    /// Reads the places of a data directory; there are none before the first was named.
    package static func load(from directory: DataDirectory) throws(RosterError) -> Places {
        var places = Places()
        do throws(SystemError) {
            let file = try Files.read(directory.path(of: .places), limit: 1 << 20)
            let lines = String(decoding: file, as: UTF8.self).split(
                omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            // What follows the last newline is no line.
            places.names = lines.dropLast().map { Cell.text(Array($0.utf8)[...]) }
        } catch {
            if error.code != .noSuchFile { throw .system(error) }
        }
        return places
    }

    /// The place of that number; nothing where there is none.
    package subscript(number: Int) -> String? {
        guard names.indices.contains(number - 1), !names[number - 1].isEmpty else { return nil }
        return names[number - 1]
    }

    /// The number of a place, which is given one if it hasn't got any.
    ///
    /// - Parameter name: The place, in at most ``longestName`` characters.
    /// - Returns: Its number; nothing when all numbers are given.
    package mutating func number(of name: String) -> Int? {
        let name = Cell.text(Array(name.utf8)[...])
        if let index = names.firstIndex(of: name) { return index + 1 }
        guard names.count < Self.mostPlaces else { return nil }
        names.append(name)
        return names.count
    }

    /// Stores the places durably.
    package func save(to directory: DataDirectory) throws(RosterError) {
        do throws(SystemError) {
            try Files.makeDirectory(directory.path(of: .roster))
            try Files.replace(directory.path(of: .places), with: Array(names.map { $0 + "\n" }.joined().utf8))
        } catch {
            throw .system(error)
        }
    }
}
