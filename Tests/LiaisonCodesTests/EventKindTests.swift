import Testing

@testable import LiaisonCodes

@Suite struct EventKindTests {
    private func kind(spelled word: String) -> EventKind? {
        var word = word
        return word.withUTF8 { EventKind(spelled: $0) }
    }

    @Test(arguments: EventKind.allCases)
    func isFoundByItsWord(_ kind: EventKind) {
        #expect(self.kind(spelled: kind.rawValue) == kind)
    }

    @Test(arguments: [
        "", "Received", "receive", "received ", "\0received", "escalated", "a kind of a newer release",
        // As long as the number that a word becomes, with the one that stands before it.
        "\0\0\0\0\0\0\0\u{1}received",
    ])
    func isNoOther(_ word: String) { #expect(kind(spelled: word) == nil) }
}
