namespace ParallelGzip.Files;

/// <summary>Tells whether two paths lead to one file, through links too.</summary>
internal static class RealPath
{
    private static readonly StringComparison s_comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
        ? StringComparison.OrdinalIgnoreCase
        : StringComparison.Ordinal;

    public static bool AreSame(string first, string second) =>
        string.Equals(Of(first), Of(second), s_comparison);

    /// <summary>The full path without links; parts that do not exist stay as they are.</summary>
    private static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string? parent = Path.GetDirectoryName(full);
        if (parent is null)
        {
            return full;
        }

        string real = Path.Combine(Of(parent), Path.GetFileName(full));
        FileSystemInfo entry = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
        FileSystemInfo? target = entry.LinkTarget is null ? null : entry.ResolveLinkTarget(returnFinalTarget: true);
        return target is null ? real : Of(target.FullName);
    }
}
