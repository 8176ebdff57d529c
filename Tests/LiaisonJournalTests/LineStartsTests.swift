import Testing

@testable import LiaisonJournal

@Suite struct LineStartsTests {
    @Test func areAsTheyWereAdded() {
        let starts = [0, 700, (1 << 32) - 1, 1 << 32, (1 << 32) + 5, 3 << 32, (3 << 32) + 1]
        var lines = LineStarts()
        for start in starts { lines.append(start) }
        #expect(starts.indices.map { lines[$0] } == starts)
        // A segment may lose lines that never reached the disk, and go on with shorter ones.
        for kept in starts.indices.dropFirst().reversed() {
            lines.removeLast(lines.count - kept)
            let others = starts[..<kept] + (1...9).map { starts[kept - 1] + $0 }
            var longer = lines
            for start in others[kept...] { longer.append(start) }
            #expect(longer.count == others.count && others.indices.allSatisfy { longer[$0] == others[$0] })
        }
    }
}
