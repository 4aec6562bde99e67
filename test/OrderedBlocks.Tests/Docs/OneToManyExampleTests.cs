using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Docs;

/// <summary>The example of docs/one-to-many.md.</summary>
[TestClass]
public sealed class OneToManyExampleTests
{
    [TestMethod]
    public async Task Lines_OfSeveralFiles_ComeInOrder()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            // <example: one-to-many>
            var lines = new OrderedTransformManyBlock<string, string>(
                static path => File.ReadLines(path),
                new OrderedBlockOptions { MaxDegreeOfParallelism = 4, BoundedCapacity = 16, OutputCapacity = 1000 });
            // </example>
            List<string> expected = [];
            for (int file = 0; file < 8; file++)
            {
                string path = Path.Combine(folder, $"{file}.txt");
                string[] written = [.. Enumerable.Range(0, 2000).Select(line => $"{file}: {line}")];
                await File.WriteAllLinesAsync(path, written);
                expected.AddRange(written);
                Assert.IsTrue(lines.Post(path));
            }

            lines.Complete();
            List<string> received = [];
            while (await lines.OutputAvailableAsync().WithTimeout())
            {
                while (lines.TryReceive(out string? line))
                {
                    received.Add(line);
                }
            }

            CollectionAssert.AreEqual(expected, received);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
