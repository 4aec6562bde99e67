namespace OrderedBlocks.Tests.Support;

/// <summary>The folder of the solution, for tests that read sources or documents.</summary>
internal static class RepositoryRoot
{
    public static string Find()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "OrderedBlocks.sln")))
            {
                return folder;
            }
        }

        throw new AssertFailedException($"No folder above {AppContext.BaseDirectory} has OrderedBlocks.sln.");
    }
}
