import Testing

@testable import LiaisonCommands

@Suite struct GuidePageTests {
    @Test func goesOnWithAnItemOnTheNextLine() {
        let guide = "# Title\n\n1. A rule that goes on\n   on a second line.\n2. Another.\n\nText.\n"
        let page = GuidePage(name: "x", about: "x", guide: Array(guide.utf8), seeAlso: []).page
        #expect(page.body.contains(".It\nA rule that goes on on a second line.\n.It\nAnother.\n.El\n"))
    }
}
