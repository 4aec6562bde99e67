using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// An error with which a channel was completed, and which its reader has got, does not come up once more as an unobserved
/// exception of <c>Completion</c>: <c>System.Threading.Channels</c> sees to that, too.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class ObservedChannelErrorTests
{
    [TestMethod]
    public async Task Complete_WithAnError_ReadByTheReader_IsNotUnobserved() => await AssertObservedAsync(UseAsync);

    // Whoever has closed the channel knows of the error; the link is told that the channel is closed.
    [TestMethod]
    public async Task Complete_WithAnError_OfALinkedChannel_IsNotUnobserved() => await AssertObservedAsync(LinkAsync);

    private static async Task AssertObservedAsync(Func<string, Task> use)
    {
        string mark = Guid.NewGuid().ToString();
        string canary = Guid.NewGuid().ToString();
        int unobserved = 0;
        bool isCanaryHeard = false;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            unobserved += e.Exception.InnerExceptions.Any(error => error.Message == mark) ? 1 : 0;
            Volatile.Write(ref isCanaryHeard, isCanaryHeard || e.Exception.InnerExceptions.Any(error => error.Message == canary));
        }

        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            await Task.Run(() => use(mark));
            await Task.Run(() => Fail(canary));
            Wait.Until(
                () =>
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    return Volatile.Read(ref isCanaryHeard);
                },
                "An exception that nobody observed was not told either.");
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.AreEqual(0, unobserved);
    }

    // Shows that such exceptions are heard of at all, and by when.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fail(string canary) => new TaskCompletionSource().SetException(new IOException(canary));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task LinkAsync(string mark)
    {
        Channel<int> channel = Channel.CreateBounded<int>(1);
        var block = new OrderedTransformBlock<int, int>(static item => item);
        channel.Writer.Complete(new IOException(mark));
        ChannelLink<int> link = block.LinkTo(channel.Writer);
        Assert.IsTrue(block.Post(1));
        await link.Completion.WithTimeout();
        Assert.AreEqual(ChannelLinkEndReason.TargetDeclined, link.End);
        await channel.Reader.Completion.ToEnd();
        _ = channel.Reader.Completion.Exception;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task UseAsync(string mark)
    {
        Channel<int, int> channel = new OrderedTransformBlock<int, int>(static item => item).AsChannel();
        Assert.IsTrue(channel.Writer.TryWrite(1));
        channel.Writer.Complete(new IOException(mark));
        await Assert.ThrowsExactlyAsync<IOException>(async () =>
        {
            await foreach (int _ in channel.Reader.ReadAllAsync())
            {
            }
        });
    }
}
