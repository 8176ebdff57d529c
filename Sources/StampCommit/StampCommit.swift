import PackagePlugin

/// Writes the commit that is being built into `LiaisonBuild`, before each build.
///
/// The package description can't do it: SwiftPM keeps what it said until the file itself changes, and an old commit
/// would be a lie. The generated file is touched only when the commit changes, so that nothing is built for nothing.
@main struct StampCommit: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
        let output = context.pluginWorkDirectoryURL
        // Only a repository of its own counts: an unpacked archive may lie inside somebody else's.
        let script = """
            commit=
            if [ -e "$1/.git" ] && commit=$(git -C "$1" rev-parse --short=12 HEAD 2>/dev/null); then
                changes=$(git --no-optional-locks -C "$1" status --porcelain --untracked-files=no)
                [ -z "$changes" ] || commit="$commit-dirty"
            fi
            line="let stampedCommit = \\"$commit\\""
            [ "$(cat "$2" 2>/dev/null)" = "$line" ] || printf '%s\\n' "$line" >"$2"
            """
        return [
            .prebuildCommand(
                displayName: "Stamp the commit", executable: .init(filePath: "/bin/sh"),
                arguments: [
                    "-c", script, "sh", context.package.directoryURL.path,
                    output.appending(path: "StampedCommit.swift").path,
                ],
                outputFilesDirectory: output)
        ]
    }
}
