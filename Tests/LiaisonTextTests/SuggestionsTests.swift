import Testing

@testable import LiaisonText

/// What may have been meant by a mistyped name.
@Suite struct SuggestionsTests {
    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("serve", "serve", 0), ("serv", "serve", 1),
        ("serve", "serv", 1), ("sarve", "serve", 1), ("esrve", "serve", 1),
        ("sevre", "serve", 1), ("servee", "serve", 1), ("ca", "abc", 3), ("kitten", "sitting", 3),
    ])
    func countsTheFewestChanges(_ typed: String, _ name: String, _ distance: Int) {
        #expect(Suggestions.distance(Array(typed), Array(name)) == distance)
    }

    /// A third of the letters, rounded up, and the nearest first.
    @Test(arguments: [
        ("serv", ["serve", "sever", "inbox"], ["serve"]), ("SERVE", ["serve"], ["serve"]),
        // Two of five letters are near enough, two of four are not.
        ("abxyz", ["abcde"], []), ("abcxy", ["abcde"], ["abcde"]), ("abxy", ["abcd"], []),
        ("b", ["a", "b"], ["b"]), ("bb", ["ab", "ac"], ["ab"]),
        // The beginning of a long one.
        ("ros", ["roster", "rosary"], ["rosary", "roster"]), ("ro", ["roster"], []),
        ("aaaa", ["aaab", "aaac", "aaad", "aaae"], ["aaab", "aaac", "aaad"]), ("x", [], []),
    ])
    func namesTheNearest(_ typed: String, _ names: [String], _ near: [String]) {
        #expect(Suggestions.near(typed, among: names) == near)
    }
}
