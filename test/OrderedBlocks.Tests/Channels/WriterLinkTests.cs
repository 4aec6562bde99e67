using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>Links from a block to a channel.</summary>
[TestClass]
public sealed class WriterLinkTests
{
    private static readonly int[] s_three = [1, 2, 3];

    [TestMethod]
    [DataRow("ordered", 1)]
    [DataRow("ordered", 5)]
    [DataRow("buffer", 1)]
    [DataRow("transform", 2)]
    public async Task Link_FromAnyBlock_HandsOnEverythingInOrder(string kind, int capacity)
    {
        Channel<int> channel = Channel.CreateBounded<int>(capacity);
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = 4, MaxDegreeOfParallelism = 3 };
        IPropagatorBlock<int, int> block = kind switch
        {
            "ordered" => new OrderedTransformBlock<int, int>(static item => item, options),
            "transform" => new TransformBlock<int, int>(static item => item, options),
            _ => new BufferBlock<int>(options),
        };
        await using ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating);
        Task writing = Task.Run(async () =>
        {
            for (int item = 0; item < 500; item++)
            {
                Assert.IsTrue(await block.SendAsync(item));
            }

            block.Complete();
        });

        List<int> received = [];
        await foreach (int item in channel.Reader.ReadAllAsync())
        {
            received.Add(item);
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 500).ToArray(), received);
        await writing.WithTimeout();
        await link.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
    }

    // It has one item, and replaces it when another one comes; each is to be consumed for a copy of it.
    [TestMethod]
    public async Task Link_FromABlockThatClones_HandsOnTheNewestInOrder()
    {
        Channel<int> channel = Channel.CreateBounded<int>(1);
        var block = new BroadcastBlock<int>(static item => item);
        await using ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating);
        foreach (int item in Enumerable.Range(0, 500))
        {
            Assert.IsTrue(block.Post(item));
        }

        int last = -1;
        while (last < 499)
        {
            int next = await ReadAsync(channel);
            Assert.IsGreaterThan(last, next);
            last = next;
        }

        block.Complete();
        await link.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
        await channel.Reader.Completion.WithTimeout();
    }

    [TestMethod]
    public async Task Block_Faulted_CompletesTheChannelWithTheBareError()
    {
        var error = new IOException("gone");
        foreach (IPropagatorBlock<int, int> block in Blocks())
        {
            var before = new BufferBlock<int>();
            before.LinkTo(block, LinkEnds.Propagating);
            Channel<int> channel = Channel.CreateUnbounded<int>();
            ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating);
            Assert.IsTrue(before.Post(1));
            Assert.AreEqual(1, await channel.Reader.ReadAsync().AsTask().WithTimeout());
            ((IDataflowBlock)before).Fault(error);
            await link.AssertEndsAsync(ChannelLinkEndReason.SourceFailed);
            Assert.AreSame(error, link.Completion.Exception!.InnerException);
            await channel.Reader.Completion.ToEnd();
            Assert.AreSame(error, channel.Reader.Completion.Exception!.InnerException);
        }
    }

    [TestMethod]
    public async Task Block_Canceled_CompletesTheChannelAsCanceled()
    {
        using var cancellation = new CancellationTokenSource();
        foreach (IPropagatorBlock<int, int> block in Blocks(cancellation.Token))
        {
            Channel<int> channel = Channel.CreateUnbounded<int>();
            ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating);
            await cancellation.CancelAsync();
            await link.AssertEndsAsync(ChannelLinkEndReason.SourceFailed);
            await channel.Reader.Completion.ToEnd();
            Assert.IsTrue(channel.Reader.Completion.IsCanceled);
        }
    }

    [TestMethod]
    public async Task Block_Ends_TellsNobodyUnlessAsked()
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        foreach (IPropagatorBlock<int, int> block in Blocks())
        {
            ChannelLink<int> link = block.LinkTo(channel.Writer);
            block.Complete();
            await link.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
            Assert.IsFalse(channel.Reader.Completion.IsCompleted);
            Assert.IsTrue(channel.Writer.TryWrite(1));
        }
    }

    [TestMethod]
    public async Task Channel_Full_LeavesTheItemInTheBlock()
    {
        foreach (IReceivableSourceBlock<int> block in Blocks().Cast<IReceivableSourceBlock<int>>())
        {
            Channel<int> channel = Channel.CreateBounded<int>(1);
            await using ChannelLink<int> link = block.LinkTo(channel.Writer);
            foreach (int item in (int[])[1, 2, 3, 4])
            {
                Assert.IsTrue(((ITargetBlock<int>)block).Post(item));
            }

            // Another receiver takes what the link waits with: the channel gets what is there when it has room.
            Wait.Until(() => channel.Reader.Count == 1, "The first item was not written.");
            int taken = 0;
            Wait.Until(() => block.TryReceive(out taken), "The second item cannot be received.");
            Assert.AreEqual(2, taken);
            int[] read = [await ReadAsync(channel), await ReadAsync(channel), await ReadAsync(channel)];
            CollectionAssert.AreEqual((int[])[1, 3, 4], read);
        }
    }

    [TestMethod]
    public async Task MaxMessages_Reached_EndsTheLink()
    {
        foreach (IReceivableSourceBlock<int> block in Blocks().Cast<IReceivableSourceBlock<int>>())
        {
            Channel<int> channel = Channel.CreateBounded<int>(2);
            ChannelLink<int> link = block.LinkTo(
                channel.Writer, new DataflowLinkOptions { MaxMessages = 3, PropagateCompletion = true });
            foreach (int item in (int[])[1, 2, 3, 4])
            {
                Assert.IsTrue(((ITargetBlock<int>)block).Post(item));
            }

            CollectionAssert.AreEqual(s_three, (int[])[await ReadAsync(channel), await ReadAsync(channel), await ReadAsync(channel)]);
            await link.AssertEndsAsync(ChannelLinkEndReason.LimitReached);
            Assert.AreEqual(4, await block.ReceiveAsync().WithTimeout());
            ((IDataflowBlock)block).Complete();
            await block.Completion.WithTimeout();
            Assert.IsTrue(channel.Writer.TryWrite(1));
        }
    }

    [TestMethod]
    public async Task Append_False_PutsTheChannelInFront()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        var buffer = new BufferBlock<int>();
        block.LinkTo(buffer);
        Channel<int> channel = Channel.CreateUnbounded<int>();
        await using ChannelLink<int> link = block.LinkTo(channel.Writer, new DataflowLinkOptions { Append = false, MaxMessages = 2 });
        Assert.AreEqual(4, block.PostRange([1, 2, 3, 4]));
        block.Complete();
        await block.Completion.WithTimeout();
        CollectionAssert.AreEqual((int[])[1, 2], channel.Reader.Drain());
        Assert.IsTrue(buffer.TryReceiveAll(out IList<int>? rest));
        CollectionAssert.AreEqual((int[])[3, 4], rest.ToArray());
    }

    [TestMethod]
    public async Task Channel_Closed_TellsTheBlockThatItsTargetIsGone()
    {
        foreach (Exception? error in (Exception?[])[null, new IOException()])
        {
            var options = new OrderedBlockOptions { TargetsGoneMode = TargetsGoneMode.Complete };
            var block = new OrderedTransformBlock<int, int>(static item => item, options);
            Channel<int> channel = Channel.CreateUnbounded<int>();
            ChannelLink<int> link = block.LinkTo(channel.Writer);
            channel.Writer.Complete(error);
            Assert.IsTrue(block.Post(1));
            await link.AssertEndsAsync(ChannelLinkEndReason.TargetDeclined);
            await block.Completion.WithTimeout();
            Assert.AreEqual(1, block.Statistics.DroppedWithoutTargets);
        }
    }

    [TestMethod]
    public async Task Channel_ClosedWhileAnItemWaits_TellsTheBlockThatItsTargetIsGone()
    {
        var options = new OrderedBlockOptions { TargetsGoneMode = TargetsGoneMode.Complete };
        var block = new OrderedTransformBlock<int, int>(static item => item, options);
        Channel<int> channel = Channel.CreateBounded<int>(1);
        ChannelLink<int> link = block.LinkTo(channel.Writer);
        Assert.AreEqual(3, block.PostRange(s_three));
        Wait.Until(() => channel.Reader.Count == 1 && block.OutputCount == 2, "The outputs are not there.");
        channel.Writer.Complete();
        await link.AssertEndsAsync(ChannelLinkEndReason.TargetDeclined);
        await block.Completion.WithTimeout();
        CollectionAssert.AreEqual((int[])[1], channel.Reader.Drain());
    }

    [TestMethod]
    public async Task Dispose_WhileAnItemWaits_LeavesItInTheBlock()
    {
        foreach (IReceivableSourceBlock<int> block in Blocks().Cast<IReceivableSourceBlock<int>>())
        {
            Channel<int> channel = Channel.CreateBounded<int>(1);
            ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating);
            foreach (int item in s_three)
            {
                Assert.IsTrue(((ITargetBlock<int>)block).Post(item));
            }

            Wait.Until(() => channel.Reader.Count == 1, "The first item was not written.");
            await link.DisposeAsync().AsTask().WithTimeout();
            await link.AssertEndsAsync(ChannelLinkEndReason.Unlinked);
            CollectionAssert.AreEqual((int[])[1], channel.Reader.Drain());
            CollectionAssert.AreEqual((int[])[2, 3], (int[])[await block.ReceiveAsync(), await block.ReceiveAsync()]);
        }
    }

    [TestMethod]
    public async Task Token_Fires_LeavesTheItemInTheBlock()
    {
        foreach (IReceivableSourceBlock<int> block in Blocks().Cast<IReceivableSourceBlock<int>>())
        {
            using var cancellation = new CancellationTokenSource();
            Channel<int> channel = Channel.CreateBounded<int>(1);
            ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating, cancellation.Token);
            foreach (int item in s_three)
            {
                Assert.IsTrue(((ITargetBlock<int>)block).Post(item));
            }

            Wait.Until(() => channel.Reader.Count == 1, "The first item was not written.");
            await cancellation.CancelAsync();
            await link.AssertEndsAsync(ChannelLinkEndReason.Canceled);
            await block.LinkTo(channel.Writer, null, cancellation.Token).AssertEndsAsync(ChannelLinkEndReason.Canceled);
            CollectionAssert.AreEqual((int[])[1], channel.Reader.Drain());
            CollectionAssert.AreEqual((int[])[2, 3], (int[])[await block.ReceiveAsync(), await block.ReceiveAsync()]);
        }
    }

    private static async Task<int> ReadAsync(Channel<int> channel) => await channel.Reader.ReadAsync().AsTask().WithTimeout();

    private static IPropagatorBlock<int, int>[] Blocks(CancellationToken token = default)
    {
        var options = new ExecutionDataflowBlockOptions { CancellationToken = token };
        return
        [
            new OrderedTransformBlock<int, int>(static item => item, options),
            new TransformBlock<int, int>(static item => item, options),
            new BufferBlock<int>(options),
        ];
    }
}
