import LiaisonCodes
import Testing

@testable import LiaisonRoster

/// Random input from fixed seeds: whatever comes, reading ends, and what was written is read back.
@Suite struct RosterFuzzTests {
    /// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine.
    struct SeededGenerator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// A table of random cells, rich in what CSV gives a meaning to, and the same table written as CSV.
    private func randomTable(
        _ random: inout SeededGenerator
    ) -> (cells: [[String]], text: [UInt8]) {
        let pieces = ["张", "a", ",", "\"", "\n", "\r", "\r\n", "\t", " ", "\"\"", "䶮", "，", ""]
        let lineEnd = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
        let width = Int.random(in: 2...5, using: &random)
        // A first row without a tab keeps the comma as the separator.
        var cells: [[String]] = [(0..<width).map { "h\($0)" }]
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            cells.append(
                (0..<width).map { _ in
                    (0..<Int.random(in: 0...4, using: &random))
                        .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
                })
        }
        let lines = cells.map { row in
            row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + lineEnd
        }
        return (cells, Array(lines.joined().utf8))
    }

    @Test(arguments: UInt64(1)...200)
    func readsBackEveryQuotedTable(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let (cells, text) = randomTable(&random)
        var reader = CSVReader(text)
        var read: [[String]] = []
        while let row = try reader.next() {
            read.append(row.fields.map { String(decoding: $0, as: UTF8.self) })
        }
        #expect(read.map { $0.map { Array($0.utf8) } } == cells.map { $0.map { Array($0.utf8) } })
    }

    @Test(arguments: UInt64(1)...200)
    func answersToEveryDamagedFile(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        var bytes =
            Bool.random(using: &random)
            ? SampleRoster.deputies : Array((deputyHeader + "D1,\"张\"\"伟\",SS00,县,,\r\n").utf8)
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
            default: bytes.insert([0x22, 0x2C, 0x0D, 0x0A, 0x00][place % 5], at: place)
            }
        }
        var roster = Roster()
        try roster.take(twoStations)
        let stored = roster.storedBytes
        do {
            let file = try RosterFile(bytes, named: "a.csv")
            let imported = try RosterImport([file], into: roster)
            roster.apply(roster.difference(applying: imported, at: noon))
            let again = roster.difference(applying: try RosterImport([file], into: roster), at: later)
            #expect(again.isEmpty)
            #expect(try RosterReader.read(roster.storedBytes, file: "r") == roster)
        } catch let error as RosterFileError {
            #expect(error.file == "a.csv")
        } catch let error as RosterImportError {
            #expect(!error.rows.isEmpty)
            #expect(error.rows.allSatisfy { $0.place.row >= 2 })
            #expect(roster.storedBytes == stored)
        }
    }

    @Test(arguments: UInt64(1)...200)
    func decodesEveryByteStringOrNamesAPlaceInIt(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        let bytes = (0..<Int.random(in: 0...64, using: &random)).map { _ in
            Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : 0x2C
        }
        do throws(TextDecodingError) {
            let (text, _) = try TextEncoding.decode(bytes)
            #expect(TextEncoding.firstInvalidUTF8(text) == nil)
        } catch {
            guard case .undecodable(_, let offset) = error else {
                Issue.record("GB 18030 is missing on this machine")
                return
            }
            #expect(bytes.indices.contains(offset))
        }
    }
}
