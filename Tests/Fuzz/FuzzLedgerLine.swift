// Lines of a segment: any bytes are refused, or they are an event that is stored again as the same event; whether
// the words are asked for changes nothing else.
import LiaisonJournal
import LiaisonSystem

@testable import LiaisonCases

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeBufferPointer(start: start, count: count)
    let bare = try? LedgerLine(decoding: bytes, withPersonal: false)
    guard let line = try? LedgerLine(decoding: bytes, withPersonal: true) else { return 0 }
    precondition(bare != nil, "a line needs its words to be read")
    var words: SealedWords?
    switch line.content {
    case .event(let event): words = event.personal.map { SealedWords($0) }
    case .record(let record): words = record.words.map { SealedWords($0) }
    case .opened, .newer: break
    }
    var again: [UInt8] = []
    let hash = LedgerLine.append(
        line.content, words: words, sequence: line.frame.sequence, previous: line.frame.previous, to: &again)
    guard let second = try? LedgerLine(decoding: again.dropLast(), withPersonal: true) else {
        fatalError("a stored line can't be read")
    }
    precondition(second.content == line.content, "a stored line says something else")
    precondition(second.hash == hash && second.frame.sequence == line.frame.sequence)
    precondition(second.words == (words == nil ? .none : .present), "stored words are lost")
    return 0
}
