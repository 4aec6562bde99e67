using System.Formats.Tar;

namespace ParallelGzip.Demo;

/// <summary>Real data that every machine with .NET has: the folder of the framework that runs this program.</summary>
internal sealed record FrameworkTar(string Folder, int Files, byte[] Bytes)
{
    public static async Task<FrameworkTar> PackAsync(CancellationToken token)
    {
        string folder = Path.GetDirectoryName(typeof(object).Assembly.Location) is { Length: > 0 } path
            ? path
            : throw new UserErrorException("this build has no framework folder to compress; name an INPUT");

        string[] files = Directory.GetFiles(folder);
        Array.Sort(files, StringComparer.Ordinal);
        using var bytes = new MemoryStream();
        await using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (string file in files)
            {
                await tar.WriteEntryAsync(file, Path.GetFileName(file), token);
            }
        }

        return new FrameworkTar(folder, files.Length, bytes.ToArray());
    }
}
