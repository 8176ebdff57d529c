import LiaisonCodes
import LiaisonSystem

@testable import LiaisonRoster

/// A moment of the tests: 2026-01-02 10:00 in Beijing.
let noon = Timestamp(milliseconds: 1_767_319_200_000)
let later = noon.adding(milliseconds: 86_400_000)

/// Codes in a fixed order, so that a test can name them.
struct CodeSequence {
    private var number: UInt64 = 0

    mutating func next() -> Code {
        number += 1
        var symbols: [UInt8] = []
        var rest = number
        for _ in 0..<6 {
            symbols.append(UInt8(rest % 31))
            rest /= 31
        }
        let text = symbols.map { Alphabet.symbols[Int($0)] } + [Alphabet.check(after: symbols)]
        guard let code = try? Code(parsing: text) else { preconditionFailure("six symbols and their check") }
        return code
    }
}

let stationHeader = "站点编号,站点名称,上级站点,地址,电话,接待日\r\n"
let deputyHeader = "编号,姓名,站点编号,层级,小组,职务\r\n"
let twoStations = stationHeader + "SS00,韶山总站,,清溪镇,0731-55550000,每月28日\r\nSS01,银田站,SS00,银田镇,,逢6\r\n"

/// The errors of importing these files, or nothing when there are none.
func importErrors(_ files: [(name: String, text: String)], into roster: Roster = Roster())
    -> RosterImportError?
{
    do throws(RosterImportError) {
        var tables: [RosterFile] = []
        var failures: [RosterFileError] = []
        for file in files {
            do throws(RosterFileError) {
                tables.append(try RosterFile(Array(file.text.utf8), named: file.name))
            } catch {
                failures.append(error)
            }
        }
        _ = try RosterImport(tables, failures: failures, into: roster)
        return nil
    } catch {
        return error
    }
}

extension Roster {
    /// Imports files of that text, with codes from a fixed sequence.
    @discardableResult
    mutating func take(
        _ files: String..., prune: Bool = false, at: Timestamp = noon
    ) throws -> RosterDifference {
        try take(files.map { Array($0.utf8) }, prune: prune, at: at)
    }

    /// Imports files of those bytes, with codes from a fixed sequence.
    @discardableResult
    mutating func take(
        _ files: [[UInt8]], prune: Bool = false, at: Timestamp = noon
    ) throws -> RosterDifference {
        let tables = try files.enumerated().map { try RosterFile($1, named: "file\($0 + 1).csv") }
        let difference = difference(applying: try RosterImport(tables, into: self), prune: prune, at: at)
        var codes = CodeSequence()
        apply(difference) { codes.next() }
        return difference
    }

    /// The deputy of that name; the tests have one of each.
    func deputy(named name: String) throws -> Deputy {
        guard let deputy = allDeputies.first(where: { $0.name == name }) else { throw Missing(name: name) }
        return deputy
    }

    struct Missing: Error { let name: String }
}

func code(_ text: String) -> Code {
    guard let code = try? Code(parsing: text) else { preconditionFailure("no code: \(text)") }
    return code
}

func id(_ text: String) -> StationID {
    guard let id = StationID(text) else { preconditionFailure("no station: \(text)") }
    return id
}

/// Removes a test's directory; that it can't is no failure of the test.
func removeTree(_ directory: String) {
    do { try Files.removeTree(directory) } catch { print("left behind: \(error)") }
}
