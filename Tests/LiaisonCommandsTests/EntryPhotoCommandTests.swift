import LiaisonSystem
import LiaisonText
import Testing

/// Photos of entries on the server's own machine.
@Suite struct EntryPhotoCommandTests {
    private let installation: TemporaryInstallation

    init() throws {
        installation = try TemporaryInstallation()
        let stations = try installation.file(
            "stations.csv", "id,name,parent,address,phone,reception\nSS00,韶山总站,,,,\n")
        let deputies = try installation.file("deputies.csv", "name,station,level\n张三,SS00,县\n")
        try Files.replace("\(installation.path)/secret", with: Array(String(repeating: "07", count: 32).utf8))
        _ = try installation.file(
            "liaison.conf", "base_url = https://llz.example.gov.cn\nname = 韶山市代表联络平台\n")
        let imported = installation.run("roster", "import", stations, deputies)
        try #require(imported.exitCode == .done, "\(imported.errors)")
        for name in ["phone.jpg", "screen.png", "dot.png", "grey.jpg"] {
            try Files.create(photo(name), with: Self.sample(name))
        }
    }

    private static func sample(_ name: String) throws -> [UInt8] {
        let tests = Files.parent(of: Files.parent(of: #filePath))
        return try Files.read("\(tests)/Samples/photos/\(name)")
    }

    private func photo(_ name: String) -> String { "\(installation.path)/\(name)" }

    private func add(_ options: String...) -> CommandLineRun {
        CommandLineRun(
            ["log", "add", "--station", "SS00", "--duty", "visit", "--deputy", "张三", "走访"] + options,
            environment: ["LIAISON_DATA": installation.path])
    }

    @Test func photosAreAddedListedAndSaved() throws {
        let added = add("--photo", photo("phone.jpg"))
        #expect(added.exitCode == .done, "\(added.errors)")
        let number = added.output.split(separator: "\n").first.map(String.init) ?? ""
        let amended = installation.run("log", "amend", number, "--photo", photo("screen.png"))
        #expect(amended.exitCode == .done, "\(amended.errors)")
        let folder = "\(installation.path)/saved"
        let shown = installation.run("log", "show", number, "--save", folder)
        #expect(shown.exitCode == .done, "\(shown.errors)")
        #expect(shown.output.contains("Photos: 2"))
        let files = try Files.names(in: folder).sorted()
        #expect(files == ["\(number)-1.jpg", "\(number)-2.png"])
        let json = try JSON(
            parsing: Array(installation.run("log", "show", number, "--json").output.utf8))
        let known = (json["photos"]?.elements ?? []).map { $0["sha256"]?.text }
        let hashes = try files.map { Hex.string(SHA256.digest(try Files.read("\(folder)/\($0)"))) }
        #expect(known == hashes)
        for file in files {
            #expect(try Files.read("\(folder)/\(file)").firstRange(of: Array("SECRET".utf8)) == nil)
            #expect(try Files.status("\(folder)/\(file)")?.permissions == 0o600)
        }
        #expect(installation.run("verify").exitCode == .done)
        let erased = installation.run("erase", number, "--yes")
        #expect(erased.exitCode == .done, "\(erased.errors)")
        #expect(try Files.names(in: "\(installation.path)/stations/SS00/photos").isEmpty)
        #expect(installation.run("verify").exitCode == .done)
    }

    @Test func whatCantBeTakenIsSaidAndNothingIsEntered() throws {
        let text = try installation.file("words.txt", "走访")
        let names = ["phone.jpg", "screen.png", "dot.png", "grey.jpg"]
        let four = CommandLineRun(
            ["log", "add", "--station", "SS00", "--duty", "visit", "--deputy", "张三", "走访"]
                + names.flatMap { ["--photo", photo($0)] }, environment: ["LIAISON_DATA": installation.path])
        #expect(four.exitCode == .failed && four.errors.contains("at most 3 photos"), "\(four.errors)")
        let no = add("--photo", photo("phone.jpg"), "--photo", text)
        #expect(no.exitCode == .failed && no.errors.contains("File 2 is not"), "\(no.errors)")
        let missing = add("--photo", photo("nothing.jpg"))
        #expect(missing.exitCode == .failed && missing.errors.contains("nothing.jpg"), "\(missing.errors)")
        try Files.create(photo("huge.jpg"), with: [UInt8](repeating: 0, count: 8 << 20 + 1))
        let huge = add("--photo", photo("huge.jpg"))
        #expect(huge.exitCode == .failed && huge.errors.contains("huge.jpg"), "\(huge.errors)")
        #expect(installation.run("log", "list", "--json").output.contains("[]"))
        #expect(try Files.status("\(installation.path)/stations/SS00/photos") == nil)
    }
}
