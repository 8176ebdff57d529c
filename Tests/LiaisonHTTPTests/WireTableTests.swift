import Testing

@testable import LiaisonHTTP

/// The table of wire texts, against the machine alone.
@Suite struct WireTableTests {
    @Test(arguments: WireCase.all)
    func comesToItsOutcomeWhole(_ wireCase: WireCase) {
        #expect(outcome(of: wireCase, piece: wireCase.wire.count) == wireCase.outcome)
    }

    @Test(arguments: WireCase.all)
    func comesToItsOutcomeByteByByte(_ wireCase: WireCase) {
        #expect(outcome(of: wireCase, piece: 1) == wireCase.outcome)
    }

    @Test(arguments: WireCase.all)
    func comesToItsOutcomeInPiecesOfSeven(_ wireCase: WireCase) {
        #expect(outcome(of: wireCase, piece: 7) == wireCase.outcome)
    }

    @Test(arguments: [(10, "POST / [aaaaaaaaaa]"), (11, "400")])
    func refusesChunksThatAreManyAndSmall(count: Int, outcome: String) {
        var limits = RequestLimits()
        (limits.chunks, limits.bytesPerChunk) = (9, 8)
        var driver = MachineDriver(limits: limits)
        let chunks = String(repeating: "1\r\na\r\n", count: count)
        let wire = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n"
        driver.feed(Array(wire.utf8), piece: 5)
        #expect(driver.log == [outcome])
    }

    @Test func theTableHasNoNameTwice() {
        #expect(Set(WireCase.all.map(\.name)).count == WireCase.all.count)
        #expect(WireCase.all.count >= 200)
    }

    private func outcome(of wireCase: WireCase, piece: Int) -> String {
        var driver = MachineDriver()
        driver.feed(wireCase.wire, piece: piece)
        return driver.log.joined(separator: " | ")
    }
}
