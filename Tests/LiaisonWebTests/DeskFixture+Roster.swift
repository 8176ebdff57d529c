import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import Testing

// What becomes of the roster while the desk is open.
extension DeskFixture {
    /// Takes a deputy out of the roster as a command in another process does.
    func retire(_ code: Code) throws {
        var roster = try Roster.load(from: directory)
        var text = "id,name,station,level\n"
        for deputy in roster.deputies where deputy.code != code {
            text += "\(deputy.id ?? ""),\(deputy.name),\(deputy.station),\(deputy.level.symbol)\n"
        }
        let file = try RosterFile(Array(text.utf8), named: "deputies.csv")
        let imported = try RosterImport([file], into: roster)
        roster.apply(roster.difference(applying: imported, prune: true, at: now))
        try roster.save(to: directory)
    }

    /// Imports a file of deputies, and leaves all others as they are.
    func take(_ text: String) throws {
        var roster = try Roster.load(from: directory)
        let imported = try RosterImport(
            [try RosterFile(Array(text.utf8), named: "deputies.csv")], into: roster)
        roster.apply(roster.difference(applying: imported, at: now))
        try roster.save(to: directory)
    }

    /// Gives a deputy another name, as a corrected file does.
    func rename(_ code: Code, to name: String) throws {
        var roster = try Roster.load(from: directory)
        let deputy = try #require(roster.deputies.first { $0.code == code })
        let text =
            "id,name,station,level\n\(deputy.id ?? ""),\(name),\(deputy.station),\(deputy.level.symbol)\n"
        let imported = try RosterImport(
            [try RosterFile(Array(text.utf8), named: "deputies.csv")], into: roster)
        roster.apply(roster.difference(applying: imported, at: now))
        try roster.save(to: directory)
    }

    /// Says for which term a deputy was elected, as a corrected file does.
    func term(_ text: String, of code: Code) throws {
        var roster = try Roster.load(from: directory)
        let deputy = try #require(roster.deputies.first { $0.code == code })
        let row =
            "\(deputy.id ?? ""),\(deputy.name),\(deputy.station),\(deputy.level.symbol),\(text)\n"
        let file = try RosterFile(
            Array("编号,姓名,站点编号,层级,届次\n\(row)".utf8), named: "deputies.csv")
        let imported = try RosterImport([file], into: roster)
        roster.apply(roster.difference(applying: imported, at: now))
        try roster.save(to: directory)
    }
}
