namespace ParallelGzip.Tests;

/// <summary>A folder of its own, and the program run in it as a user would, but in this process.</summary>
internal sealed class GzipRunner : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgz-test-");

    public string Error { get; private set; } = "";

    public byte[] Output { get; private set; } = [];

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    public byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    public async Task<int> RunAsync(byte[] input, params string[] args)
    {
        using var signals = new ShutdownSignals();
        using var output = new MemoryStream();
        int exitCode = await RunAsync(new MemoryStream(input), output, signals, args);
        Output = output.ToArray();
        return exitCode;
    }

    public Task<int> RunAsync(params string[] args) => RunAsync([], args);

    public async Task<int> RunAsync(Stream input, Stream output, ShutdownSignals signals, params string[] args)
    {
        using var error = new StringWriter();
        int exitCode = await ParallelGzipApp.RunAsync(args, new Terminal(input, output, error), signals);
        Error = error.ToString();
        return exitCode;
    }

    /// <summary>One line that names the program, and nothing that looks like a stack trace.</summary>
    public void AssertOneErrorLine()
    {
        Assert.IsTrue(Error.StartsWith("ParallelGzip: ", StringComparison.Ordinal), Error);
        Assert.AreEqual(1, Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, Error);
        Assert.DoesNotContain("unexpected", Error);
    }

    /// <summary>What lies in the folder, hidden files too.</summary>
    public void AssertFiles(params string[] expected) => CollectionAssert.AreEqual(
        expected, _folder.GetFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal).ToArray());

    public void Dispose() => _folder.Delete(recursive: true);
}
