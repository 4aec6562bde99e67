using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Docs;

/// <summary>README.md: a stage over channels and async streams.</summary>
[TestClass]
public sealed class EverywhereExampleTests
{
    [TestMethod]
    public async Task Stage_OverChannelsAndStreams_KeepsTheOrder()
    {
        string[] words = ["3", "1", "4", "1", "5"];
        IAsyncEnumerable<string> lines = words.ToAsyncEnumerable();
        Channel<string> input = Channel.CreateUnbounded<string>();
        ChannelReader<string> reader = input.Reader;
        Array.ForEach(words, word => Assert.IsTrue(input.Writer.TryWrite(word)));
        input.Writer.Complete();
        var options = new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 2, BoundedCapacity = 16 };
        var block = new BufferBlock<int>();
        CancellationToken token = CancellationToken.None;
        List<int> numbers = [];

        // <example: everywhere>
        Channel<string, int> channel = new OrderedTransformBlock<string, int>(int.Parse, options).AsChannel();  // a block is a channel
        ChannelReader<int> parsed = reader.TransformOrdered(int.Parse, options);                                // a channel in, one out

        await foreach (int number in lines.SelectOrdered(int.Parse, options).WithCancellation(token))           // an async stream
        {
            numbers.Add(number);
        }

        await using ChannelLink<int> link = parsed.LinkTo(block);                                               // a channel into a mesh
        // </example>

        await link.Completion.WithTimeout();
        Assert.IsTrue(channel.Writer.TryWrite("9"));
        Assert.AreEqual(9, await channel.Reader.ReadAsync());
        CollectionAssert.AreEqual(Array.ConvertAll(words, int.Parse), numbers);
        Assert.IsTrue(block.TryReceiveAll(out IList<int>? received));
        CollectionAssert.AreEqual(numbers, received.ToArray());
    }
}
