using OrderedBlocks.Channels;

namespace OrderedBlocks.Tests.Channels;

/// <summary>A wait that is used again has nothing left of the use before: nor does the token of one end another.</summary>
[TestClass]
public sealed class OperationReuseTests
{
    private readonly ScriptedOperation _operation = new();

    // The result is got on the very thread that sets it, in the middle of that, and the operation is used again there.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Wait_GotWhileItsResultIsBeingSet_HasLeftItsToken(bool fails)
    {
        (ValueTask<int> first, long version) = _operation.Begin(CancellationToken.None);
        _operation.End(version, 1, fails: false);
        Assert.AreEqual(1, first.GetAwaiter().GetResult());
        Assert.AreEqual(1, _operation.Returned);

        using var token = new CancellationTokenSource();
        (ValueTask<int> second, version) = _operation.Begin(token.Token);
        ValueTask<int> third = default;
        long thirdVersion = 0;
        InlineContext.Run(() => second.GetAwaiter().OnCompleted(() =>
        {
            Assert.AreEqual(fails, Fails(second));
            (third, thirdVersion) = _operation.Begin(CancellationToken.None);
        }));
        _operation.End(version, 2, fails);
        Assert.AreEqual(2, _operation.Returned);
        Assert.AreNotEqual(0, thirdVersion);

        token.Cancel();
        Assert.IsFalse(third.IsCompleted, "The token of an earlier use has ended this one.");
        _operation.End(thirdVersion, 3, fails: false);
        Assert.AreEqual(3, third.GetAwaiter().GetResult());
        Assert.AreEqual(3, _operation.Returned);
    }

    [TestMethod]
    public void Wait_EndedByItsToken_IsUsedAgainOnceItIsGot()
    {
        using var token = new CancellationTokenSource();
        (ValueTask<int> wait, long version) = _operation.Begin(token.Token);
        token.Cancel();
        Assert.IsTrue(wait.IsCanceled);
        Assert.IsFalse(_operation.IsEndedBy(version));
        Assert.AreEqual(0, _operation.Returned);
        Assert.ThrowsExactly<OperationCanceledException>(() => wait.GetAwaiter().GetResult());
        Assert.AreEqual(1, _operation.Returned);
    }

    private static bool Fails(ValueTask<int> wait)
    {
        try
        {
            wait.GetAwaiter().GetResult();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private sealed class ScriptedOperation : PooledAsyncOperation<int>
    {
        public int Returned { get; private set; }

        public bool IsEndedBy(long version) => TryEnd(version);

        public (ValueTask<int> Task, long Version) Begin(CancellationToken token)
        {
            long version = Prepare();
            var task = new ValueTask<int>(this, Token);
            Assert.IsTrue(TryArm(version, token));
            return (task, version);
        }

        public void End(long version, int result, bool fails)
        {
            Assert.IsTrue(TryEnd(version));
            if (fails)
            {
                Fail(new InvalidOperationException());
            }
            else
            {
                Succeed(result);
            }
        }

        protected override void OnCanceled(bool wasArmed)
        {
        }

        protected override void Return() => Returned++;
    }

    private sealed class InlineContext : SynchronizationContext
    {
        public static void Run(Action action)
        {
            SynchronizationContext? before = Current;
            SetSynchronizationContext(new InlineContext());
            try
            {
                action();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        public override void Post(SendOrPostCallback d, object? state) => d(state);
    }
}
