import LiaisonRecords
import LiaisonStore
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonDesk

/// What offices edit is parsed once for each change of it.
@Suite struct KeptFileTests {
    private let fixture: WebFixture
    private var path: String { "\(fixture.site.directory.path)/words.txt" }

    init() throws { fixture = try WebFixture() }

    /// A file that can't be used.
    private struct Unusable: Error, Equatable {}

    /// How often it was parsed.
    private final class Count: Sendable { let value = Atomic(0) }

    @Test func isParsedOnceForEachChange() throws {
        let (path, count) = (path, Count())
        let kept = KeptFile(path) { () throws(Unusable) -> [UInt8] in
            count.value.add(1, ordering: .relaxed)
            let bytes = (try? Files.read(path)) ?? []
            if bytes == Array("bad".utf8) { throw Unusable() }
            return bytes
        }
        func takes(_ parses: Int, _ text: String) throws {
            for _ in 0..<3 { #expect(try kept.value() == Array(text.utf8)) }
            #expect(count.value.exchange(0, ordering: .relaxed) == parses, "\(text)")
        }
        try takes(1, "")
        try Files.replace(path, with: Array("one".utf8))
        try takes(1, "one")
        // Of the same length.
        try Files.replace(path, with: Array("two".utf8))
        try takes(1, "two")
        try Files.replace(path, with: Array("bad".utf8))
        for _ in 0..<2 { #expect(throws: Unusable()) { try kept.value() } }
        #expect(count.value.exchange(0, ordering: .relaxed) == 2)
        try Files.replace(path, with: Array("two".utf8))
        try takes(1, "two")
        try Files.remove(path)
        try takes(1, "")
    }

    @Test func changesCountAtTheNextRequest() throws {
        let site = fixture.site
        let desk = RecordDesk(CaseView(.office, of: site), of: site)
        let before = try desk.duties()
        let file = String(decoding: try Files.read(site.directory.path(of: .duties)), as: UTF8.self)
        try Files.replace(
            site.directory.path(of: .duties), with: Array("\(file)\ntree,义务植树,other,1,,entry\n".utf8))
        #expect(try desk.duties() != before)
        try Files.replace(site.directory.path(of: .duties), with: Array("nonsense".utf8))
        #expect(throws: CaseActionError.self) { try desk.duties() }
        try Files.replace(site.directory.path(of: .duties), with: Array(file.utf8))
        #expect(try desk.duties() == before)
        try Files.replace(site.directory.path(of: .templates), with: Array("== One\nwords\n".utf8))
        #expect(try site.templates.value() == [ReplyTemplate(title: "One", text: "words")])
        try Files.replace(site.directory.path(of: .rules), with: Array("# Head\nitem\n".utf8))
        #expect(try site.rules.value().map(\.heading) == ["Head"])
    }
}
