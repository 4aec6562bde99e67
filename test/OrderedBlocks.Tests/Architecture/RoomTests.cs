using System.Reflection;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Architecture;

/// <summary>The rooms: a folder of the library uses those that the matrix names, and no others.</summary>
[TestClass]
public sealed class RoomTests
{
    private const BindingFlags All =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // From the bottom up. Besides these, a room uses Contracts and Observation.
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Contracts"] = [],
        ["Atomics"] = [],
        ["Observation"] = ["Atomics"],
        ["Ring"] = ["Atomics"],
        ["Ring/Stealing"] = ["Atomics", "Ring"],
        ["Scheduling"] = ["Atomics", "Ring"],
        ["Completion"] = ["Atomics", "Ring", "Scheduling"],
        ["Delegates"] = ["Atomics", "Ring", "Scheduling", "Completion", "Workers"],
        ["Keys"] = ["Atomics", "Ring", "Scheduling", "Completion", "Delegates", "Workers"],
        ["OneToMany"] = ["Atomics", "Ring", "Scheduling", "Completion", "Delegates", "Workers"],
        ["Workers"] = ["Atomics", "Ring", "Ring/Stealing", "Scheduling", "Completion", "Delegates", "Keys"],
        ["Input"] = ["Atomics", "Ring", "Scheduling", "Completion"],
        ["Output"] = ["Atomics", "Ring", "Scheduling", "Completion", "Delegates"],
        ["Hub"] =
        [
            "Atomics", "Ring", "Scheduling", "Completion", "Delegates", "Keys", "OneToMany", "Workers", "Input", "Output",
        ],
        ["Streams"] = ["Ring", "Scheduling", "Completion", "Input", "Output", "Hub"],
        ["Channels"] = ["Atomics", "Ring", "Completion", "Input", "Output", "Hub", "Streams"],
        ["ChannelLinking"] = ["Atomics", "Scheduling", "Completion", "Input", "Hub", "Streams"],
        ["Blocks"] =
        [
            "Ring", "Scheduling", "Completion", "Delegates", "OneToMany", "Input", "Output", "Hub", "Channels",
        ],
        ["Extensions"] =
        [
            "Ring", "Completion", "Delegates", "Output", "Hub", "Streams", "Channels", "ChannelLinking", "Blocks",
        ],
    };

    private static readonly string[] s_openToAll = ["Contracts", "Observation"];

    private static readonly Assembly s_library = typeof(OrderedTransformBlock<,>).Assembly;

    private static readonly Dictionary<string, string> s_roomsOfFiles = FindRooms();

    [TestMethod]
    public void Types_OfTheLibrary_LieInARoomOfTheMatrix()
    {
        string[] rooms = [.. OwnTypes().Select(static type => RoomOf(type) ?? type.FullName!).Distinct().Order()];
        Assert.AreSequenceEqual(s_allowed.Keys.Order(), rooms);
    }

    [TestMethod]
    public void Namespaces_OfTypes_AreThoseOfTheirRooms()
    {
        string[] wrong =
            [.. from type in OwnTypes()
                let room = RoomOf(type) ?? "no room"
                let expected = room is "Blocks" or "Contracts" or "Extensions" ? "OrderedBlocks" : $"OrderedBlocks.{room.Replace('/', '.')}"
                where type.Namespace != expected
                select $"{type} lies in {room}"];
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    [TestMethod]
    public void Uses_OfAnyType_AreAllowed()
    {
        string[] wrong =
            [.. from type in OwnTypes()
                from used in Uses(type)
                where used.Assembly == s_library
                let own = RoomOf(type)
                let other = RoomOf(used)
                where other is not null && other != own && !MayUse(own, other)
                select $"{own}: {type} uses {used} of {other}"];
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    // An allowance that nobody needs any more is a wall that has not been built.
    [TestMethod]
    public void Allowances_OfTheMatrix_AreAllNeeded()
    {
        HashSet<(string, string)> needed =
            [.. from type in OwnTypes()
                from used in Uses(type)
                where used.Assembly == s_library
                select (RoomOf(type)!, RoomOf(used) ?? "")];
        string[] idle =
            [.. from row in s_allowed
                from room in row.Value
                where !needed.Contains((row.Key, room))
                select $"{row.Key} may use {room} and does not"];
        Assert.IsEmpty(idle, string.Join('\n', idle));
    }

    // Tasks, delegates, schedulers and Dataflow stop above the ring.
    [TestMethod]
    [DataRow("Atomics")]
    [DataRow("Ring")]
    [DataRow("Ring/Stealing")]
    public void Types_OfTheRing_KnowNoTaskNoDelegateAndNoDataflow(string room)
    {
        string[] wrong =
            [.. from type in OwnTypes()
                where RoomOf(type) == room
                from used in Uses(type)
                where used.Namespace?.StartsWith("System.Threading.Tasks", StringComparison.Ordinal) == true
                    || typeof(Delegate).IsAssignableFrom(used)
                where !IsCompilerMade(used)
                select $"{type} uses {used}"];
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    // The proof that the tests above can see anything at all, bodies of methods included.
    [TestMethod]
    public void Uses_OfTheComposition_AreSeenInMethodBodies()
    {
        Type core = OwnTypes().Single(static type => type.Name == "BlockCore`2");
        string[] used = [.. Uses(core).Select(static type => type.Name)];
        Assert.Contains("OrderedRing`2", used);
        Assert.Contains("DedicatedThreads", used, "named in the constructor's body only");
    }

    private static bool MayUse(string room, string used) => s_openToAll.Contains(used) || s_allowed[room].Contains(used);

    private static IEnumerable<Type> OwnTypes() =>
        s_library.GetTypes().Where(static type => type.Namespace?.StartsWith("OrderedBlocks", StringComparison.Ordinal) == true);

    private static bool IsCompilerMade(Type type) => type.Name.Contains('<', StringComparison.Ordinal);

    // A type lies in the file of its name; what is nested in it, or made by the compiler for it, lies there, too.
    private static string? RoomOf(Type type)
    {
        while (type.DeclaringType is Type outer)
        {
            type = outer;
        }

        return s_roomsOfFiles.GetValueOrDefault(type.Name.Split('`')[0]);
    }

    private static Dictionary<string, string> FindRooms()
    {
        string source = Path.Combine(RepositoryRoot.Find(), "src", "OrderedBlocks");
        return Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(source, file).Replace('\\', '/'))
            .Where(static file => !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal))
            .GroupBy(static file => Path.GetFileName(file).Split('.')[0])
            .ToDictionary(static group => group.Key, static group => group.Select(Path.GetDirectoryName).Distinct().Single()!.Replace('\\', '/'));
    }

    private static HashSet<Type> Uses(Type type)
    {
        HashSet<Type> uses = [];
        void Add(Type? used)
        {
            if (used is null || used.IsGenericParameter)
            {
                return;
            }

            if (used.HasElementType)
            {
                Add(used.GetElementType());
                return;
            }

            if (used.IsGenericType)
            {
                foreach (Type argument in used.GetGenericArguments())
                {
                    Add(argument);
                }

                used = used.GetGenericTypeDefinition();
            }

            if (used != type)
            {
                uses.Add(used);
            }
        }

        Add(type.BaseType);
        foreach (Type contract in type.GetInterfaces())
        {
            Add(contract);
        }

        foreach (FieldInfo field in type.GetFields(All))
        {
            Add(field.FieldType);
        }

        foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            Add((method as MethodInfo)?.ReturnType);
            foreach (ParameterInfo parameter in method.GetParameters())
            {
                Add(parameter.ParameterType);
            }

            MethodBody? body = method.GetMethodBody();
            foreach (LocalVariableInfo local in body?.LocalVariables ?? [])
            {
                Add(local.LocalType);
            }

            foreach (MemberInfo member in MemberTokens.Of(method, body))
            {
                Add(member as Type ?? member.DeclaringType);
            }
        }

        return uses;
    }
}
