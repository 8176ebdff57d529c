import LiaisonText
import Testing

@Suite struct URIComponentTests {
    @Test(arguments: [
        ("", ""), ("aZ09-._~", "aZ09-._~"), ("a b", "a%20b"), ("\n\u{F}\u{10}", "%0A%0F%10"),
        ("文", "%E6%96%87"),
        ("/?#%", "%2F%3F%23%25"), ("`{@[^", "%60%7B%40%5B%5E"),
    ])
    func escapesAllButTheUnreserved(_ text: String, _ encoded: String) {
        #expect(URIComponent.encoded(text) == encoded)
    }
}
