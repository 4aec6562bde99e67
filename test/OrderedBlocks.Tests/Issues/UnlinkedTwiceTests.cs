using System.Threading.Channels;
using OrderedBlocks.Tests.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// A link to a channel that several threads end at once. While one of them still unlinks, another one has returned from the source's
/// unlinker, as Dataflow has it. The source must not be told then that its target is gone.
/// </summary>
[TestClass]
public sealed class UnlinkedTwiceTests
{
    private static readonly OrderedBlockOptions s_options = new()
    {
        BoundedCapacity = 8,
        MaxDegreeOfParallelism = 2,
        TargetsGoneMode = TargetsGoneMode.Fault,
    };

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Dispose_WhileAnotherThreadUnlinks_NeitherTakesNorDeclines(bool isByToken)
    {
        using var cancellation = new CancellationTokenSource();
        using var isUnlinking = new ManualResetEventSlim();
        using var mayUnlink = new ManualResetEventSlim();
        var source = new ScriptedSource
        {
            OnUnlink = call =>
            {
                if (call == 1)
                {
                    isUnlinking.Set();
                    Wait.ForEvent(mayUnlink);
                }
            },
        };
        Channel<int> channel = Channel.CreateUnbounded<int>();
        ChannelLink<int> link = source.LinkTo(channel.Writer, cancellationToken: cancellation.Token);
        Task first = Task.Run(isByToken ? cancellation.Cancel : link.Dispose);
        Wait.ForEvent(isUnlinking);
        link.Dispose();
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(source.LinkedTarget!, 1, 10));
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(source.LinkedTarget!, 2, 20, consumeToAccept: true));
        Assert.IsFalse(link.Completion.IsCompleted);
        mayUnlink.Set();
        await first.WithTimeout();
        await link.AssertEndsAsync(isByToken ? ChannelLinkEndReason.Canceled : ChannelLinkEndReason.Unlinked);
        Assert.IsTrue(source.IsUnlinked);
        Assert.IsEmpty(source.Calls.Entries);
        Assert.AreEqual(0, channel.Reader.Count);
        Assert.AreEqual(DataflowMessageStatus.DecliningPermanently, source.Offer(source.LinkedTarget!, 3, 30));
    }

    [TestMethod]
    public async Task Token_FiresWhileAnotherThreadUnlinks_EndsTheLinkAsCanceled()
    {
        using var cancellation = new CancellationTokenSource();
        using var isUnlinking = new ManualResetEventSlim();
        using var mayUnlink = new ManualResetEventSlim();
        using var isAskedAgain = new ManualResetEventSlim();
        var source = new ScriptedSource
        {
            OnUnlink = call =>
            {
                (call == 1 ? isUnlinking : isAskedAgain).Set();
                if (call == 1)
                {
                    Wait.ForEvent(mayUnlink);
                }
            },
        };
        ChannelLink<int> link = source.LinkTo(Channel.CreateUnbounded<int>().Writer, cancellationToken: cancellation.Token);
        Task first = Task.Run(link.Dispose);
        Wait.ForEvent(isUnlinking);
        await cancellation.CancelAsync();
        Wait.ForEvent(isAskedAgain);
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(source.LinkedTarget!, 1, 10));
        mayUnlink.Set();
        await first.WithTimeout();
        await link.AssertEndsAsync(ChannelLinkEndReason.Canceled);
    }

    // What waits for room when the link is ended stays in the source, and is not declined.
    [TestMethod]
    public async Task RoomComes_WhileTheLinkIsUnlinked_LeavesTheItem()
    {
        using var isUnlinking = new ManualResetEventSlim();
        using var mayUnlink = new ManualResetEventSlim();
        var source = new ScriptedSource
        {
            OnUnlink = _ =>
            {
                isUnlinking.Set();
                Wait.ForEvent(mayUnlink);
            },
        };
        Channel<int> channel = Channel.CreateBounded<int>(1);
        ChannelLink<int> link = source.LinkTo(channel.Writer);
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(source.LinkedTarget!, 1, 10));
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(source.LinkedTarget!, 2, 20));
        Task disposed = Task.Run(link.Dispose);
        Wait.ForEvent(isUnlinking);
        Assert.AreEqual(10, await channel.Reader.ReadAsync().AsTask().WithTimeout());
        mayUnlink.Set();
        await disposed.WithTimeout();
        await link.AssertEndsAsync(ChannelLinkEndReason.Unlinked);
        Assert.IsEmpty(source.Calls.Entries);
        Assert.AreEqual(0, channel.Reader.Count);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Unlinker_Throws_EndsTheLinkAsFailed(bool isByToken)
    {
        using var cancellation = new CancellationTokenSource();
        var error = new IOException("no");
        var source = new ScriptedSource { OnUnlink = _ => throw error };
        ChannelLink<int> link = source.LinkTo(Channel.CreateUnbounded<int>().Writer, cancellationToken: cancellation.Token);
        if (isByToken)
        {
            await cancellation.CancelAsync();
        }
        else
        {
            link.Dispose();
        }

        await link.AssertEndsAsync(ChannelLinkEndReason.Failed);
        Assert.AreSame(error, link.Completion.Exception!.InnerException);
        await link.DisposeAsync();
    }

    // The link is cut by the thread that makes it or by that of the token: the source is not declined before.
    [TestMethod]
    public async Task Token_FiresWhileTheLinkIsMade_IsNoRefusal()
    {
        for (int round = 0; round < 300; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var answers = new Log<DataflowMessageStatus>();
            ScriptedSource source = null!;
            source = new ScriptedSource
            {
                OnLink = cancellation.Cancel,
                OnUnlink = call => answers.Add(call == 1 ? source.Offer(source.LinkedTarget!, 1, 10) : DataflowMessageStatus.Postponed),
            };
            ChannelLink<int> link = source.LinkTo(Channel.CreateUnbounded<int>().Writer, cancellationToken: cancellation.Token);
            await link.AssertEndsAsync(ChannelLinkEndReason.Canceled);
            Assert.IsTrue(source.IsUnlinked);
            Assert.AreEqual(DataflowMessageStatus.Postponed, answers.WaitForCount(1)[0]);
        }
    }

    [TestMethod]
    [DataRow(false, true)]
    [DataRow(true, true)]
    [DataRow(false, false)]
    [DataRow(true, false)]
    public async Task Block_WhoseLinkIsEndedByTwoThreads_GoesOn(bool isByToken, bool isOurs)
    {
        for (int round = 0; round < 100; round++)
        {
            using var cancellation = new CancellationTokenSource();
            IPropagatorBlock<int, int> block = isOurs
                ? new OrderedTransformBlock<int, int>(static item => item, s_options)
                : new TransformBlock<int, int>(static item => item, s_options);
            Channel<int> channel = Channel.CreateBounded<int>(1);
            ChannelLink<int> link = block.LinkTo(channel.Writer, cancellationToken: cancellation.Token);
            Task writing = WriteAsync(block);
            List<int> items = [];
            for (int i = 0; i < round % 7; i++)
            {
                items.Add(await channel.Reader.ReadAsync().AsTask().WithTimeout());
            }

            using var start = new Barrier(2);
            Task other = Task.Run(() => EndAfter(start, isByToken ? cancellation.Cancel : link.Dispose));
            EndAfter(start, link.Dispose);
            await other.WithTimeout();
            await link.Completion.ToEnd();
            items.AddRange(channel.Reader.Drain());
            var rest = new BufferBlock<int>();
            block.LinkTo(rest, LinkEnds.Propagating);
            await writing.WithTimeout();
            await block.Completion.WithTimeout();
            Assert.IsTrue(isByToken || link.End == ChannelLinkEndReason.Unlinked);
            Assert.IsTrue(link.End is ChannelLinkEndReason.Unlinked or ChannelLinkEndReason.Canceled);
            Assert.IsFalse(link.TryTakeUndelivered(out _));
            rest.TryReceiveAll(out IList<int>? received);
            CollectionAssert.AreEqual(Enumerable.Range(0, 20).ToArray(), (int[])[.. items, .. received ?? []]);
        }
    }

    // Whatever the target answers then: the link has gone on purpose.
    [TestMethod]
    public async Task Block_WhoseTargetUnlinksItselfAndDeclines_GoesOn()
    {
        IDisposable link = null!;
        var target = new ScriptedTarget(_ =>
        {
            link.Dispose();
            return DataflowMessageStatus.DecliningPermanently;
        });
        var block = new OrderedTransformBlock<int, int>(static item => item, s_options);
        link = block.LinkTo(target);
        Assert.IsTrue(block.Post(1));
        target.WaitForOffers(1);
        Assert.AreEqual(1, await block.ReceiveAsync().WithTimeout());
        block.Complete();
        await block.Completion.WithTimeout();
    }

    private static void EndAfter(Barrier start, Action end)
    {
        start.SignalAndWait();
        end();
    }

    private static async Task WriteAsync(ITargetBlock<int> block)
    {
        for (int item = 0; item < 20; item++)
        {
            Assert.IsTrue(await block.SendAsync(item));
        }

        block.Complete();
    }
}
