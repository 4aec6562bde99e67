using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>A way to close a channel, and what those that use the channel are to see of it.</summary>
internal sealed class ClosedChannel(ChannelEnd end)
{
    /// <summary>What the channel is closed with.</summary>
    public Exception? Reason { get; } = end switch
    {
        ChannelEnd.Error => new InvalidOperationException("Enough."),
        ChannelEnd.Cancellation => new OperationCanceledException("Enough.", new CancellationToken(canceled: true)),
        _ => null,
    };

    /// <summary>Closes the channel, which must be open.</summary>
    public void Close<T>(ChannelWriter<T> writer) => Assert.IsTrue(writer.TryComplete(Reason));

    /// <summary>A read or a write that finds the channel closed throws.</summary>
    public async Task AssertRefused(Task operation)
    {
        if (end == ChannelEnd.Cancellation)
        {
            await Assert.ThrowsAsync<OperationCanceledException>(operation.WithTimeout);
            return;
        }

        ChannelClosedException error = await Assert.ThrowsExactlyAsync<ChannelClosedException>(operation.WithTimeout);
        Assert.AreSame(Reason, error.InnerException);
    }

    /// <summary>Who waits for items or for room is told no, or gets the very exception.</summary>
    public async Task AssertToldNo(Task<bool> wait)
    {
        if (Reason is null)
        {
            Assert.IsFalse(await wait.WithTimeout());
            return;
        }

        await ((Task)wait).ToEnd();
        Assert.AreSame(Reason, await Assert.ThrowsAsync<Exception>(wait.WithTimeout));
    }

    /// <summary>The channel's task ends as the channel was closed.</summary>
    public async Task AssertEnded(Task completion)
    {
        await completion.ToEnd();
        switch (end)
        {
            case ChannelEnd.Success:
                Assert.AreEqual(TaskStatus.RanToCompletion, completion.Status);
                break;
            case ChannelEnd.Error:
                Assert.AreEqual(TaskStatus.Faulted, completion.Status);
                Assert.AreSame(Reason, completion.Exception!.InnerExceptions.Single());
                break;
            default:
                Assert.AreEqual(TaskStatus.Canceled, completion.Status);
                break;
        }
    }
}
