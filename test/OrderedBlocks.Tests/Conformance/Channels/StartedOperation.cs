using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>An operation that waits, with its value task as its caller has it, and what ends it.</summary>
internal sealed class StartedOperation : IDisposable
{
    private readonly Channel<int> _channel;
    private readonly int _capacity;
    private readonly WaitingOperation _operation;
    private readonly CancellationTokenSource? _cancellation;

    // exactly one of them is in use; kept, against the rules for value tasks, because that is what is tested
#pragma warning disable CA2012
    private readonly ValueTask<int> _read;
    private readonly ValueTask<bool> _wait;
    private readonly ValueTask _write;

    private StartedOperation(Channel<int> channel, int capacity, WaitingOperation operation, bool hasToken)
    {
        _channel = channel;
        _capacity = capacity;
        _operation = operation;
        _cancellation = hasToken ? new CancellationTokenSource() : null;
        CancellationToken token = _cancellation?.Token ?? CancellationToken.None;
        switch (operation)
        {
            case WaitingOperation.Read:
                _read = channel.Reader.ReadAsync(token);
                break;
            case WaitingOperation.WaitToRead:
                _wait = channel.Reader.WaitToReadAsync(token);
                break;
            case WaitingOperation.Write:
                _write = channel.Writer.WriteAsync(0, token);
                break;
            default:
                _wait = channel.Writer.WaitToWriteAsync(token);
                break;
        }

        Assert.IsFalse(IsCompleted);
    }
#pragma warning restore CA2012

    /// <summary>As its value task says.</summary>
    public bool IsCompleted => _operation switch
    {
        WaitingOperation.Read => _read.IsCompleted,
        WaitingOperation.Write => _write.IsCompleted,
        _ => _wait.IsCompleted,
    };

    /// <summary>Starts an operation that waits.</summary>
    /// <param name="channel">An empty channel, which is filled if the operation is a writer's.</param>
    /// <param name="capacity">Its places.</param>
    /// <param name="operation">Which.</param>
    /// <param name="hasToken">With a token, which never fires.</param>
    public static async Task<StartedOperation> On(Channel<int> channel, int capacity, WaitingOperation operation, bool hasToken)
    {
        if (operation is WaitingOperation.Write or WaitingOperation.WaitToWrite)
        {
            while (channel.Writer.TryWrite(0))
            {
            }

            Wait.Until(() => channel.Reader.Count == capacity, "The channel is not full.");
        }
        else
        {
            while (channel.Reader.TryRead(out _))
            {
            }

            Assert.AreEqual(0, channel.Reader.Count);
            Assert.IsTrue(await channel.Writer.WaitToWriteAsync().AsTask().WithTimeout());
        }

        return new StartedOperation(channel, capacity, operation, hasToken);
    }

    /// <summary>The same again, on the same channel.</summary>
    public Task<StartedOperation> Again() => On(_channel, _capacity, _operation, _cancellation is not null);

    /// <summary>Does what the operation waits for, and returns when that is done.</summary>
    public async Task End()
    {
        if (_operation is WaitingOperation.Read or WaitingOperation.WaitToRead)
        {
            await _channel.Writer.WriteAsync(1).AsTask().WithTimeout();
        }
        else
        {
            Assert.IsTrue(_channel.Reader.TryRead(out _));
        }

        Wait.Until(() => IsCompleted, "The operation did not end.");
    }

#pragma warning disable CA2012
    /// <summary>Takes the result, or what else it throws.</summary>
    public void GetResult()
    {
        switch (_operation)
        {
            case WaitingOperation.Read:
                Assert.AreEqual(1, _read.GetAwaiter().GetResult());
                break;
            case WaitingOperation.Write:
                _write.GetAwaiter().GetResult();
                break;
            default:
                Assert.IsTrue(_wait.GetAwaiter().GetResult());
                break;
        }
    }

    /// <summary>Sets a continuation.</summary>
    public void OnCompleted(Action continuation)
    {
        switch (_operation)
        {
            case WaitingOperation.Read:
                _read.GetAwaiter().UnsafeOnCompleted(continuation);
                break;
            case WaitingOperation.Write:
                _write.GetAwaiter().UnsafeOnCompleted(continuation);
                break;
            default:
                _wait.GetAwaiter().UnsafeOnCompleted(continuation);
                break;
        }
    }
#pragma warning restore CA2012

    /// <summary>Awaits it, and so takes the result.</summary>
    public async Task AwaitIt()
    {
        switch (_operation)
        {
            case WaitingOperation.Read:
                Assert.AreEqual(1, await _read);
                break;
            case WaitingOperation.Write:
                await _write;
                break;
            default:
                Assert.IsTrue(await _wait);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cancellation?.Dispose();
}
