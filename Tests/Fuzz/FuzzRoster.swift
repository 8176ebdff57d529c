import LiaisonCodes
import LiaisonRoster
import LiaisonSystem

/// A roster file of any bytes is refused with an error that names it, or imported: then a second import of it
/// changes nothing, and what is exported is imported again without a change.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    guard let file = try? RosterFile(bytes, named: "input"), var roster = roster(of: stations, in: Roster()),
        let imported = try? RosterImport([file], into: roster)
    else { return 0 }
    roster.apply(roster.difference(applying: imported, at: start))
    precondition(isUnchanged(roster, by: bytes), "a second import changes something")
    let exported = RosterExport.deputies(of: roster)
    precondition(roster.deputies.isEmpty || isUnchanged(roster, by: exported), "the export differs")
    return 0
}

private let start = Timestamp(milliseconds: 0)
private let stations = Array("id,name,parent\nSS00,总站,\nSS01,银田站,SS00\n".utf8)

private func isUnchanged(_ roster: Roster, by bytes: [UInt8]) -> Bool {
    guard let file = try? RosterFile(bytes, named: "again"),
        let imported = try? RosterImport([file], into: roster)
    else { return false }
    return roster.difference(applying: imported, at: start).isEmpty
}

private func roster(of bytes: [UInt8], in roster: Roster) -> Roster? {
    guard let file = try? RosterFile(bytes, named: "stations"),
        let imported = try? RosterImport([file], into: roster)
    else { return nil }
    var roster = roster
    roster.apply(roster.difference(applying: imported, at: start))
    return roster
}
