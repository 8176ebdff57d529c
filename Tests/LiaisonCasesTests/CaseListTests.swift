import LiaisonCodes
import Testing

@testable import LiaisonCases

/// Cases in blocks: what fills one block, begins another or empties one, and a copy that others still read.
struct CaseListTests {
    private static func value(_ serial: Int) -> Case {
        let receipt = Event.Receipt(
            to: ExtractTests.code, channel: .scan, topic: nil, nonce: Digest(value: 1),
            query: Digest(value: 2),
            digest: Digest(value: 3))
        let number = CaseNumber(station: ExtractTests.number.station, serial: UInt64(serial))
        return Case(number: number, received: LedgerFixture.noon, receipt: receipt)
    }

    private static func serials(_ list: CaseList) -> [UInt64] { list.map(\.number.serial) }

    @Test(arguments: [0, 1, 63, 64, 65, 128, 200])
    func growsAndShrinksBlockByBlock(count: Int) {
        var list = CaseList()
        for index in 0..<count { list.append(Self.value(index)) }
        #expect(list.count == count)
        #expect(Self.serials(list) == (0..<count).map { UInt64($0) })
        let kept = count / 2
        list.removeLast(count - kept)
        list.append(Self.value(1000))
        #expect(Self.serials(list) == (0..<kept).map { UInt64($0) } + [1000])
    }

    /// A million of them stand in memory.
    @Test func aCaseIsSmall() { #expect(MemoryLayout<Case>.stride <= 336) }

    @Test func leavesACopyAsItWas() {
        var list = CaseList()
        for index in 0..<70 { list.append(Self.value(index)) }
        let copy = list
        list[3] = Self.value(500)
        list.append(Self.value(501))
        list.removeLast(1)
        #expect(copy[3].number.serial == 3)
        #expect(list[3].number.serial == 500)
        #expect(copy.count == 70)
    }
}
