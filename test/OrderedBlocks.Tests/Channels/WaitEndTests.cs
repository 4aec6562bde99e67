using OrderedBlocks.ChannelLinking;

namespace OrderedBlocks.Tests.Channels;

/// <summary>The token of a link's waits does not fire while a channel registers for it: .NET 10's channels can lose an item then.</summary>
[TestClass]
public sealed class WaitEndTests
{
    [TestMethod]
    public void Come_WhileWaitsAreBegun_FiresBehindTheLast()
    {
        var end = new WaitEnd();
        WaitEnd.Scope first = end.Begin();
        WaitEnd.Scope second = end.Begin();
        CancellationToken token = first.Token;
        end.Come();
        Assert.IsTrue(end.HasCome);
        second.Dispose();
        Assert.IsFalse(token.IsCancellationRequested);
        first.Dispose();
        Assert.IsTrue(token.IsCancellationRequested);
    }

    [TestMethod]
    public void Come_WhileNoneIsBegun_FiresAtOnce()
    {
        var end = new WaitEnd();
        WaitEnd.Scope scope = end.Begin();
        CancellationToken token = scope.Token;
        scope.Dispose();
        end.Come();
        Assert.IsTrue(token.IsCancellationRequested);
    }

    // Before the call: the channel sees it at once, and does not register.
    [TestMethod]
    public void Begin_AfterTheEnd_HasATokenThatHasFired()
    {
        var end = new WaitEnd();
        end.Come();
        WaitEnd.Scope scope = end.Begin();
        Assert.IsTrue(scope.Token.IsCancellationRequested);
        scope.Dispose();
    }

    [TestMethod]
    public void Come_CallbackThrows_IsSwallowed()
    {
        var end = new WaitEnd();
        WaitEnd.Scope scope = end.Begin();
        scope.Token.Register(static () => throw new InvalidOperationException("The channel's."));
        scope.Dispose();
        end.Come();
        Assert.IsTrue(end.HasCome);
    }
}
