using System.IO.Compression;
using System.Text;

namespace ParallelGzip.Tests;

/// <summary>Bytes to compress, and archives made by another hand.</summary>
internal static class TestData
{
    /// <summary>Text that shrinks to about a third, different in every part.</summary>
    public static byte[] Text(int length, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder(length + 64);
        while (text.Length < length)
        {
            text.Append("item ").Append(random.Next(100_000)).Append(" of order ").Append(random.Next(1000)).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }

    public static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        new Random(2).NextBytes(noise);
        return noise;
    }

    /// <summary>A gzip member as other programs write it: without our index.</summary>
    public static byte[] ForeignMember(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
        {
            gzip.Write(plain);
        }

        return target.ToArray();
    }

    /// <summary>What .NET's own reader makes of an archive.</summary>
    public static byte[] ReadWithGZipStream(byte[] archive)
    {
        using var gzip = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
