using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Docs;

/// <summary>docs/channels.md: what its examples do.</summary>
[TestClass]
public sealed class ChannelExampleTests
{
    [TestMethod]
    public async Task Channel_OfABlock_IsReadInOrder()
    {
        string text = await ReadAllAsync(["a", "bb", "ccc"]).WithTimeout();
        Assert.AreEqual("1 2 3", text);
    }

    [TestMethod]
    public async Task WriterThatFails_TheReaderHearsOfItBehindTheItems()
    {
        List<int> read = [];
        Task failing = FailAsync(read.Add);
        await Assert.ThrowsAsync<IOException>(() => failing.WithTimeout());
        CollectionAssert.AreEqual((int[])[10, 20], read);
    }

    [TestMethod]
    public async Task WriterOfAnActionBlock_WaitsForRoom()
    {
        List<string> stored = [];
        var block = new OrderedActionBlock<int, string>(
            static id => $"row {id}", stored.Add, new ExecutionDataflowBlockOptions { BoundedCapacity = 1 });
        await StoreAsync(block, Enumerable.Range(1, 3)).WithTimeout();
        Assert.AreEqual("row 1, row 2, row 3", string.Join(", ", stored));
    }

    private static async Task<string> ReadAllAsync(string[] words)
    {
        List<int> read = [];

        // <example: channel>
        var block = new OrderedTransformBlock<string, int>(
            static word => word.Length,
            new OrderedBlockOptions { MaxDegreeOfParallelism = 4, BoundedCapacity = 100 });
        Channel<string, int> channel = block.AsChannel();

        Task writing = Task.Run(async () =>
        {
            foreach (string word in words)
            {
                await channel.Writer.WriteAsync(word);
            }

            channel.Writer.Complete();
        });

        await foreach (int length in channel.Reader.ReadAllAsync())
        {
            read.Add(length);
        }

        // </example>
        await writing;
        return string.Join(' ', read);
    }

    private static async Task FailAsync(Action<int> store)
    {
        var block = new OrderedTransformBlock<int, int>(static item => item * 10);

        // <example: channel-error>
        ChannelWriter<int> writer = block.AsChannel().Writer;
        await writer.WriteAsync(1);
        await writer.WriteAsync(2);
        writer.Complete(new IOException("The source is gone."));

        // Stores 10 and 20, and then throws the IOException.
        await foreach (int item in block.AsChannel().Reader.ReadAllAsync())
        {
            store(item);
        }

        // </example>
    }

    private static async Task StoreAsync(OrderedActionBlock<int, string> block, IEnumerable<int> ids)
    {
        // <example: channel-writer>
        ChannelWriter<int> writer = block.AsChannelWriter();
        foreach (int id in ids)
        {
            await writer.WriteAsync(id);
        }

        writer.Complete();
        await block.Completion;

        // </example>
    }
}
