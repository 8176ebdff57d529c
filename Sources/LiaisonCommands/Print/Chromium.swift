import Glibc
import LiaisonSystem

/// The browser that turns posters into PDF, where this machine has one.
///
/// It gets files of ours alone, which hold no script and fetch nothing, in a profile of its own that goes with the
/// temporary directory.
struct Chromium: Sendable {
    /// What it is called, the most usual first.
    private static let names = [
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
    ]

    private let program: String

    /// The one in PATH, or nothing.
    static func find() -> Chromium? {
        names.lazy.compactMap { Environment.program($0) }.first.map { Chromium(program: $0) }
    }

    /// Prints a page.
    ///
    /// - Parameter page: HTML whose style sheet says how large its sheets are.
    /// - Returns: The PDF.
    /// - Throws: A failure with a remedy, where the browser made none.
    func pdf(of page: [UInt8]) throws(CommandFailure) -> [UInt8] {
        let made: [UInt8]?
        do throws(SystemError) {
            let folder = try Files.makeTemporaryDirectory(named: "liaison-print")
            let result = Result { () throws(SystemError) in try print(page, in: folder) }
            try Files.removeTree(folder)
            made = try result.get()
        } catch {
            throw CommandFailure(error)
        }
        if let made, made.starts(with: "%PDF-".utf8) { return made }
        throw CommandFailure("poster.chromium", ["program": program], remedy: "poster.chromium.remedy")
    }

    private func print(_ page: [UInt8], in folder: String) throws(SystemError) -> [UInt8]? {
        try Files.create("\(folder)/page.html", with: page)
        // Chromium's sandbox refuses to work for root, and what it opens here is ours.
        let asRoot = geteuid() == 0 ? ["--no-sandbox"] : []
        // Without a message bus it complains on standard error and prints all the same.
        _ = try ChildProcess.output(
            of: ["sh", "-c", "exec \"$0\" \"$@\" 2>/dev/null", program] + asRoot + [
                "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--user-data-dir=\(folder)/profile", "--no-pdf-header-footer",
                "--print-to-pdf=\(folder)/page.pdf", "file://\(folder)/page.html",
            ])
        guard try Files.status("\(folder)/page.pdf") != nil else { return nil }
        return try Files.read("\(folder)/page.pdf", limit: 1 << 28)
    }
}
