namespace OrderedBlocks.Benchmarks.Support;

/// <summary>Where results are written: the named folder, or the repository's own.</summary>
internal static class ResultFolder
{
    public static DirectoryInfo Open(string? named)
    {
        string path = named ?? Path.Combine(Root(), "benchmarks", "results");
        return Directory.CreateDirectory(path);
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrderedBlocks.sln")))
            {
                return folder.FullName;
            }
        }

        return Environment.CurrentDirectory;
    }
}
